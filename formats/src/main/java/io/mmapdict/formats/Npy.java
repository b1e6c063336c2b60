package io.mmapdict.formats;

import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * numpy's npy files: one array each. Versions 1.0, 2.0 and 3.0 are read, 1.0 is written.
 *
 * <pre>
 *   93 'NUMPY' | major minor | u16 (1.0) or u32 (2.0, 3.0) header length | header | payload
 * </pre>
 *
 * <p>The format: numpy, {@code numpy.lib.format}, and NEP 1.
 */
public final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int VERSION_AT = MAGIC.length;
  private static final int LENGTH_AT = VERSION_AT + 2;
  private static final int ALIGNMENT = 64;

  /** Far more than any plain dtype and 64 dimensions need. */
  private static final int MAX_HEADER_BYTES = 1 << 16;

  private static final long WRITE_BYTES = 1L << 30;
  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Npy() {}

  /**
   * The array of a file, mapped where it lies and read-only; it is unmapped once it is unreachable.
   *
   * @throws FormatException if the file cannot be read, is no npy file or too short, or holds a
   *     dtype that {@link io.mmapdict.ndarray.DType} does not have
   */
  public static NDArray map(Path file) {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) { // opening a pipe would wait for good
        throw new IOException("it is a folder, pipe or device, not a regular file");
      }
      return array(file, mapped(file));
    } catch (IOException e) {
      throw new FormatException(file, "cannot be read", e);
    }
  }

  private static MemorySegment mapped(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
    }
  }

  private static NDArray array(Path file, MemorySegment bytes) {
    need(file, bytes, 0, LENGTH_AT, "the magic and the version of an npy file");
    if (bytes.asSlice(0, MAGIC.length).mismatch(MemorySegment.ofArray(MAGIC)) != -1) {
      throw new FormatException(file, 0, "expected 93 'NUMPY', the magic of an npy file");
    }
    int major = bytes.get(ValueLayout.JAVA_BYTE, VERSION_AT);
    if (major < 1 || major > 3) {
      throw new FormatException(file, VERSION_AT, "expected version 1 to 3, found " + major);
    }
    int headerAt = LENGTH_AT + (major == 1 ? 2 : 4);
    need(file, bytes, LENGTH_AT, headerAt - LENGTH_AT, "the length of the header");
    long headerLength =
        major == 1
            ? Short.toUnsignedLong(bytes.get(U16, LENGTH_AT))
            : Integer.toUnsignedLong(bytes.get(U32, LENGTH_AT));
    need(file, bytes, headerAt, headerLength, "the header");
    if (headerLength > MAX_HEADER_BYTES) {
      throw new FormatException(
          file,
          LENGTH_AT,
          "expected a header of at most %d bytes, found %d"
              .formatted(MAX_HEADER_BYTES, headerLength));
    }
    byte[] text = bytes.asSlice(headerAt, headerLength).toArray(ValueLayout.JAVA_BYTE);
    try {
      NpyHeader header = NpyHeader.parse(new String(text, StandardCharsets.UTF_8));
      long payloadAt = headerAt + headerLength;
      need(file, bytes, payloadAt, header.shape().byteSize(header.dtype()), "the elements");
      return NDArray.over(bytes.asSlice(payloadAt), header.dtype(), header.order(), header.shape());
    } catch (IllegalArgumentException e) {
      throw new FormatException(file, headerAt, e.getMessage(), e);
    }
  }

  private static void need(Path file, MemorySegment bytes, long offset, long length, String what) {
    if (length > bytes.byteSize() - offset) {
      throw new FormatException(
          file,
          offset,
          "expected %d bytes, %s, found %d".formatted(length, what, bytes.byteSize() - offset));
    }
  }

  /**
   * Writes an array; a file of that name is replaced once the new one is whole.
   *
   * @throws FormatException if it cannot be written; what was there stays then
   */
  public static void write(Path file, NDArray array) {
    Path target = file.toAbsolutePath();
    try {
      Path part =
          target.resolveSibling(
              ".%s.%d.part".formatted(target.getFileName(), ProcessHandle.current().pid()));
      try {
        try (FileChannel channel =
            FileChannel.open(part, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
          write(channel, array);
        }
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (UncheckedIOException e) {
      throw new FormatException(file, "cannot be written", e.getCause());
    } catch (IOException e) {
      throw new FormatException(file, "cannot be written", e);
    }
  }

  private static void write(FileChannel channel, NDArray array) throws IOException {
    Order order = array.storageOrder();
    byte[] header = new NpyHeader(array.dtype(), order, array.shape()).toBytes();
    int headerAt = LENGTH_AT + 2;
    int end = Math.ceilDiv(headerAt + header.length + 1, ALIGNMENT) * ALIGNMENT;
    ByteBuffer head = ByteBuffer.allocate(end).order(ByteOrder.LITTLE_ENDIAN);
    head.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (end - headerAt)).put(header);
    while (head.position() < end - 1) {
      head.put((byte) ' ');
    }
    head.put((byte) '\n').flip();
    writeFully(channel, head);
    array.forEachChunk(order, chunk -> writeSegment(channel, chunk));
  }

  private static void writeSegment(FileChannel channel, MemorySegment segment) {
    try {
      for (long at = 0; at < segment.byteSize(); at += WRITE_BYTES) {
        long length = Math.min(WRITE_BYTES, segment.byteSize() - at);
        writeFully(channel, segment.asSlice(at, length).asByteBuffer());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
