package io.mmapdict.formats;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Bytes that were deflated, in a file of the temporary folder that has no name any longer: they may
 * be more than memory holds, and are gone once nothing refers to them.
 */
final class Inflated {
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

  private Inflated() {}

  /**
   * Inflates what starts at an offset.
   *
   * @param end where it must have ended
   * @param most of more bytes it is not what it says
   * @param header whether zlib's header and sum stand around it, which are checked then
   * @param access nobody else sees the bytes; {@link Access#READ_ONLY} or not
   * @throws FormatException if it is cut, broken or longer
   */
  static Result of(
      MappedFile file, long start, long end, long most, boolean header, Access access, Sum sum) {
    try {
      Path path = Files.createTempFile("mmapdict", ".inflated");
      try (FileChannel channel =
              FileChannel.open(
                  path,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.DELETE_ON_CLOSE);
          Inflater inflater = new Inflater(!header)) {
        inflate(file, start, end, most, inflater, channel, sum);
        FileChannel.MapMode mode =
            access == Access.READ_ONLY
                ? FileChannel.MapMode.READ_ONLY
                : FileChannel.MapMode.READ_WRITE;
        MemorySegment bytes = channel.map(mode, 0, channel.size(), Arena.ofAuto());
        return new Result(bytes, start + inflater.getBytesRead());
      }
    } catch (IOException e) {
      throw new FormatException(file.path(), "cannot be inflated into the temporary folder", e);
    }
  }

  private static void inflate(
      MappedFile file, long start, long end, long most, Inflater inflater, FileChannel out, Sum sum)
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
