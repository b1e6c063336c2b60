package io.mmapdict.formats;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of a file for all in this process who open it, by whatever path, as long as an array
 * over it is reachable. Who only reads is content with a mapping that may be written to.
 */
final class SharedMappings {
  /** A file as the file system knows it, and whether it may be written to. */
  private record Known(Object file, boolean writable) {}

  /** Arrays hold the very segment, so it is reachable as long as they are. */
  private static final class Mapping extends WeakReference<MemorySegment> {
    final Known known;

    Mapping(Known known, MemorySegment bytes) {
      super(bytes, GONE);
      this.known = known;
    }
  }

  private static final ReferenceQueue<MemorySegment> GONE = new ReferenceQueue<>();
  private static final Map<Known, Mapping> MAPPINGS = new HashMap<>();

  private SharedMappings() {}

  /**
   * As {@link MappedFile#open}; what is changed copy on write is shared with nobody.
   *
   * @throws FormatException if the file cannot be opened or mapped
   */
  static MappedFile open(Path path, Access access) {
    Object file = access == Access.COPY_ON_WRITE ? null : key(path);
    if (file == null) {
      return MappedFile.open(path, access);
    }
    synchronized (MAPPINGS) {
      for (Object gone = GONE.poll(); gone != null; gone = GONE.poll()) {
        MAPPINGS.remove(((Mapping) gone).known, gone);
      }
      long size = path.toFile().length();
      MemorySegment writable = known(new Known(file, true), size);
      if (writable != null) {
        MemorySegment bytes = access == Access.READ_ONLY ? writable.asReadOnly() : writable;
        return new MappedFile(path, bytes);
      }
      Known wanted = new Known(file, access == Access.READ_WRITE);
      MemorySegment bytes = known(wanted, size);
      if (bytes != null) {
        return new MappedFile(path, bytes);
      }
      MappedFile mapped = MappedFile.open(path, access);
      if (file.equals(key(path))) { // else it was replaced meanwhile
        MAPPINGS.put(wanted, new Mapping(wanted, mapped.bytes()));
      }
      return mapped;
    }
  }

  /** A mapping that is as long as the file is now. */
  private static @Nullable MemorySegment known(Known known, long size) {
    Mapping mapping = MAPPINGS.get(known);
    MemorySegment bytes = mapping == null ? null : mapping.get();
    return bytes == null || bytes.byteSize() != size ? null : bytes;
  }

  /**
   * Device and inode, which stay this file's as long as it is mapped; null where there are none.
   */
  private static @Nullable Object key(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      return null; // who opens it tells why
    }
  }
}
