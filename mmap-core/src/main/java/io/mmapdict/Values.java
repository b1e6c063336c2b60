package io.mmapdict;

import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.spi.Encoding;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Values on their way into the file and out of it, with file and key in every complaint. */
final class Values {
  private final Path path;
  private final FileHandle file;
  private final Lookup lookup;
  private final EntryState states;
  private final @Nullable PrivatePages pages;
  private final Codecs codecs = Codecs.installed();

  /**
   * The values of one file.
   *
   * @param pages where they are decoded if it was opened copy-on-write
   */
  Values(FileHandle file, Lookup lookup, @Nullable PrivatePages pages) {
    this.path = file.path();
    this.file = file;
    this.lookup = lookup;
    this.states = new EntryState(file);
    this.pages = pages;
  }

  /**
   * The encoding of a value, all its pieces ready.
   *
   * @throws NullPointerException if key or value is null
   * @throws MmapDictException if no codec takes the value
   */
  Encoding encode(String key, @Nullable Object value) {
    requireKey(key);
    if (value == null) {
      throw new NullPointerException(
          path + ", key \"" + key + "\": null cannot be stored; remove the key instead");
    }
    try {
      return codecs.encode(value);
    } catch (PickleException e) {
      throw new MmapDictException(
          path, key, MmapDictException.NO_OFFSET, "cannot be stored: " + e.getMessage(), e);
    }
  }

  /** Refuses a key that is null. */
  void requireKey(@Nullable Object key) {
    if (key == null) {
      throw new NullPointerException(path + ": the key is null; give one");
    }
  }

  /**
   * The value of an entry. What looks wrong may just have moved: it is looked for once more, and is
   * null if it is gone by then.
   */
  @Nullable Object of(FileEntry entry) {
    try {
      return decode(entry);
    } catch (PickleException | InternalError e) {
      FileEntry again = lookup.findUnderLock(entry.key);
      if (again == null) {
        return states.isInPlace(entry) ? ofExactly(entry) : null;
      }
      return again.offset == entry.offset ? ofExactly(again) : of(again);
    }
  }

  /** The value of an entry that may be dead by now, and never that of a later one of its key. */
  @Nullable Object ofExactly(FileEntry entry) {
    return decodeOrRefuse(entry, "the value cannot be read: ");
  }

  /** Whether an entry stands where it stood. */
  boolean isInPlace(FileEntry entry) {
    return states.isInPlace(entry);
  }

  /** The value of an entry as a type. */
  <T> @Nullable T of(FileEntry entry, Class<T> type) {
    Object value = of(entry);
    try {
      return codecs.convert(value, type);
    } catch (PickleException | ClassCastException e) {
      throw new MmapDictException(path, entry.key, entry.valueOffset, e.getMessage(), e);
    }
  }

  /** The value that a change replaced or removed, or null if there was none. */
  @Nullable Object before(Writer.Change change) {
    FileEntry before = change.before();
    return before == null
        ? null
        : decodeOrRefuse(before, "the change is made, but the value before cannot be read: ");
  }

  private @Nullable Object decodeOrRefuse(FileEntry entry, String what) {
    try {
      return decode(entry);
    } catch (PickleException e) {
      throw new MmapDictException(path, entry.key, faultOf(entry, e), what + e.getMessage(), e);
    } catch (InternalError e) {
      throw new MmapDictException(
          path,
          entry.key,
          entry.valueOffset,
          what + "mmappickle's vacuum has moved it, or the disk fails; see the system's log",
          e);
    }
  }

  private static long faultOf(FileEntry entry, PickleException e) {
    return e.offset() == PickleException.NO_OFFSET ? entry.valueOffset : e.offset();
  }

  private @Nullable Object decode(FileEntry entry) {
    try {
      MemorySegment mapping = pages == null ? file.mapping() : pages.of(entry);
      Replica replica = file.replica();
      Object value =
          replica == null
              ? codecs.decode(mapping, entry.valueOffset, entry.valueEnd())
              : new RemoteValue(replica, entry).decode(codecs);
      if (!states.isInPlace(entry)) {
        throw new PickleException(
            "mmappickle's vacuum has moved it meanwhile", PickleException.NO_OFFSET);
      }
      return value;
    } catch (OutOfMemoryError e) {
      throw new MmapDictException(
          path,
          entry.key,
          entry.valueOffset,
          "the value takes more memory than Java may use ("
              + (Runtime.getRuntime().maxMemory() >> 20)
              + " MiB); start it with a larger -Xmx",
          e);
    }
  }
}
