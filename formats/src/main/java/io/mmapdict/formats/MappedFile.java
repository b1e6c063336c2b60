package io.mmapdict.formats;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.ndarray.StoredArrays;
import io.mmapdict.pickle.spi.ByteSlice;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * A whole file, mapped; unmapped once nothing refers to the bytes any longer.
 *
 * @param path what errors name
 * @param named whether the bytes are those of the file at the path: not of what was inflated
 */
record MappedFile(Path path, MemorySegment bytes, boolean named) {
  private static final long NOT_IN_PLACE = -1;
  private static final int LONGEST_MAGIC = 5;

  MappedFile(Path path, MemorySegment bytes) {
    this(path, bytes, true);
  }

  /**
   * Maps a file.
   *
   * @throws FormatException if it cannot be opened or mapped
   */
  static MappedFile open(Path path, Access access) {
    try {
      if (Files.exists(path) && !Files.isRegularFile(path)) { // opening a pipe would wait for good
        throw new IOException("it is a folder, pipe or device, not a regular file");
      }
      boolean mayOnlyBeRead =
          access == Access.COPY_ON_WRITE && Files.isReadable(path) && !Files.isWritable(path);
      return new MappedFile(path, mayOnlyBeRead ? PrivateMapping.open(path) : mapped(path, access));
    } catch (IOException e) {
      throw new FormatException(path, "cannot be opened", e);
    }
  }

  private static MemorySegment mapped(Path path, Access access) throws IOException {
    try (FileChannel channel = FileChannel.open(path, options(access))) {
      return channel.map(mode(access), 0, channel.size(), Arena.ofAuto());
    }
  }

  private static Set<OpenOption> options(Access access) {
    return access == Access.READ_ONLY
        ? Set.of(StandardOpenOption.READ)
        : Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static FileChannel.MapMode mode(Access access) {
    return switch (access) {
      case READ_ONLY -> FileChannel.MapMode.READ_ONLY;
      case READ_WRITE -> FileChannel.MapMode.READ_WRITE;
      case COPY_ON_WRITE -> FileChannel.MapMode.PRIVATE;
    };
  }

  long size() {
    return bytes.byteSize();
  }

  /** The few bytes at an offset that tell what starts there, one to a char. */
  String magic(long offset) {
    return text(offset, Math.min(LONGEST_MAGIC, size() - offset));
  }

  /** So many bytes, one to a char. */
  String text(long offset, long length) {
    byte[] text = bytes.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** Refuses a file that ends before so many bytes from an offset on, which lies in the file. */
  void need(long offset, long length, String what) {
    need(offset, length, size(), what);
  }

  /** Refuses what ends before so many bytes from an offset on. */
  void need(long offset, long length, long end, String what) {
    if (length > end - offset) {
      throw fault(offset, "expected %d bytes, %s, found %d".formatted(length, what, end - offset));
    }
  }

  /**
   * Where elements end that start at an offset.
   *
   * @throws IllegalArgumentException if that is beyond a long
   */
  static long end(long offset, DType dtype, Shape shape) {
    long bytes = shape.byteSize(dtype);
    if (bytes > Long.MAX_VALUE - offset) {
      throw new IllegalArgumentException(
          "shape %s of %s from byte %d on ends beyond what a long counts"
              .formatted(shape, dtype, offset));
    }
    return offset + bytes;
  }

  FormatException fault(long offset, String what) {
    return new FormatException(path, offset, what);
  }

  /** The array whose elements start at an offset; they must lie in front of the end. */
  NDArray array(long offset, long end, DType dtype, Order order, Shape shape) {
    try {
      need(offset, shape.byteSize(dtype), end, "the elements of shape " + shape + " of " + dtype);
    } catch (IllegalArgumentException e) {
      throw fault(offset, e.getMessage());
    }
    boolean whole = offset == 0 && end == size(); // SharedMappings asks for the very segment
    MemorySegment elements = whole ? bytes : bytes.asSlice(offset, end - offset);
    long storedAt = named ? offset : NOT_IN_PLACE;
    return StoredArrays.over(new ByteSlice(elements, storedAt, true), dtype, order, shape);
  }
}
