package io.mmapdict.formats;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.LongConsumer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * What was deflated in a file, in an {@link UnnamedFile}.
 *
 * @param access to what is inflated
 * @param read told now and then how many bytes more of the file were read
 */
record Inflated(MappedFile file, Access access, LongConsumer read) {
  private static final int AT_ONCE = 1 << 16;

  /** Sees each part before it is kept, to sum it up. */
  @FunctionalInterface
  interface Sum {
    void update(byte[] bytes, int offset, int length);
  }

  /**
   * @param bytes what came out
   * @param end where the deflated bytes end
   */
  record Result(MemorySegment bytes, long end) {}

  /**
   * Inflates what starts at an offset.
   *
   * @param end where it must have ended
   * @param most of more bytes it is not what it says
   * @param header whether zlib's header and sum stand around it, which are checked then
   * @throws FormatException if it is cut, broken or longer, or does not fit
   */
  Result from(long start, long end, long most, boolean header, Sum sum) {
    try (Inflater inflater = new Inflater(!header)) {
      MemorySegment bytes =
          UnnamedFile.filled(
              file.path(), access, out -> inflate(start, end, most, inflater, out, sum));
      return new Result(bytes, start + inflater.getBytesRead());
    }
  }

  private void inflate(long start, long end, long most, Inflater inflater, FileChannel out, Sum sum)
      throws IOException {
    byte[] piece = new byte[AT_ONCE];
    long at = start;
    try {
      while (!inflater.finished()) {
        if (inflater.needsInput()) {
          int length = (int) Math.min(AT_ONCE, end - at);
          byte[] input = new byte[length];
          MemorySegment.ofArray(input).copyFrom(file.bytes().asSlice(at, length));
          inflater.setInput(input);
          at += length;
          read.accept(length);
        }
        int got = inflater.inflate(piece);
        if (got == 0 && !inflater.finished() && (at == end || inflater.needsDictionary())) {
          throw file.fault(at, "expected more deflated bytes: it is cut or broken");
        }
        if (inflater.getBytesWritten() > most) {
          throw file.fault(start, "expected " + most + " bytes once inflated, found more");
        }
        sum.update(piece, 0, got);
        NewFile.writeFully(out, ByteBuffer.wrap(piece, 0, got));
      }
    } catch (DataFormatException e) {
      throw new FormatException(
          file.path(),
          start + inflater.getBytesRead(),
          "expected deflated bytes, found what cannot be inflated: " + e.getMessage(),
          e);
    }
  }
}
