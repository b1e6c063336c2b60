package io.mmapdict.parallel;

import io.mmapdict.MmapDict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The dicts a worker holds: one handle for each file, or several where it is wanted in several
 * modes. For one thread.
 */
final class OpenDicts {
  private final ClassLoader loader;
  private final Map<Place, MmapDict> own = new HashMap<>();
  private final Map<ByteBuffer, MmapDict> byPackedForm = new HashMap<>();
  private @Nullable MmapDict lent;

  OpenDicts(ClassLoader loader) {
    this.loader = loader;
  }

  /** Whether two handles serve the same purpose. */
  static boolean sameFile(MmapDict one, MmapDict other) {
    return Place.of(one).equals(Place.of(other));
  }

  /** Uses this handle of the caller's until another is lent; {@link #close} leaves it open. */
  void lend(MmapDict dict) {
    lent = dict;
  }

  /** The handle for a packed dict, opened if there is none. */
  MmapDict open(byte[] packed) throws IOException, ClassNotFoundException {
    MmapDict held = byPackedForm.get(ByteBuffer.wrap(packed));
    if (held == null) {
      held = (MmapDict) Parcel.unpack(packed, loader, this::held, AllowedClasses.OURS.gate(loader));
      byPackedForm.put(ByteBuffer.wrap(packed), held);
    }
    return held;
  }

  /** The handle to use for a dict that was just opened: this one, or the one held before. */
  MmapDict held(MmapDict opened) {
    MmapDict before =
        lent != null && sameFile(lent, opened) ? lent : own.putIfAbsent(Place.of(opened), opened);
    if (before == null) {
      return opened;
    }
    opened.close();
    return before;
  }

  /** Closes what was opened here. */
  void close() {
    own.values().forEach(MmapDict::close);
  }
}
