package io.mmapdict.parallel;

import io.mmapdict.MmapDict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The dicts a worker holds: one handle for each file and mode, that is, for each packed form. For
 * one thread.
 */
final class OpenDicts {
  private final ClassLoader loader;
  private final Map<ByteBuffer, MmapDict> own = new HashMap<>();
  private @Nullable ByteBuffer lentAs;
  private @Nullable MmapDict lent;

  OpenDicts(ClassLoader loader) {
    this.loader = loader;
  }

  /** Uses this handle of the caller's until another is lent; {@link #close} leaves it open. */
  void lend(byte[] packed, MmapDict dict) {
    lentAs = ByteBuffer.wrap(packed);
    lent = dict;
  }

  /** The handle for a packed dict, opened if there is none. */
  MmapDict open(byte[] packed) throws IOException, ClassNotFoundException {
    MmapDict before = find(ByteBuffer.wrap(packed));
    return before != null ? before : (MmapDict) Parcel.unpack(packed, loader, this::held);
  }

  /** The handle to use for a dict that was just opened: this one, or the one held before. */
  MmapDict held(MmapDict opened) {
    ByteBuffer packed = ByteBuffer.wrap(Parcel.packArgument("The dict", opened));
    MmapDict before = find(packed);
    if (before == null) {
      own.put(packed, opened);
      return opened;
    }
    opened.close();
    return before;
  }

  private @Nullable MmapDict find(ByteBuffer packed) {
    return packed.equals(lentAs) ? lent : own.get(packed);
  }

  /** Closes what was opened here. */
  void close() {
    own.values().forEach(MmapDict::close);
  }
}
