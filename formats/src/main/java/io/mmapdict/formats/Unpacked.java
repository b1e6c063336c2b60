package io.mmapdict.formats;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** What a library inflates, in an {@link UnnamedFile}. */
final class Unpacked {
  private static final int AT_ONCE = 1 << 16;

  private final MappedFile file;
  private final Packing packing;
  private final MappedInput in;

  private Unpacked(MappedFile file, Packing packing, LongConsumer read) {
    this.file = file;
    this.packing = packing;
    this.in = new MappedInput(file, read);
  }

  /**
   * Inflates a whole file: one stream or several, one behind the other. What stands behind them and
   * is no such stream is nothing to Python, and so here.
   *
   * @param read told now and then how many bytes more of the file were read
   * @throws FormatException if it is cut or broken, needs too much memory or does not fit
   */
  static MemorySegment of(MappedFile file, Packing packing, Access access, LongConsumer read) {
    Unpacked unpacked = new Unpacked(file, packing, read);
    return UnnamedFile.filled(file.path(), access, unpacked::streams);
  }

  private void streams(FileChannel out) throws IOException {
    byte[] piece = new byte[AT_ONCE];
    do {
      InputStream stream = next(() -> packing.open(in));
      for (int got = some(stream, piece); got >= 0; got = some(stream, piece)) {
        NewFile.writeFully(out, ByteBuffer.wrap(piece, 0, got));
      }
    } while (packing.starts(file.magic(in.position())));
  }

  private int some(InputStream stream, byte[] piece) {
    return next(() -> stream.read(piece));
  }

  /** A step of a library. */
  @FunctionalInterface
  private interface Step<T> {
    T take() throws IOException;
  }

  /** Whatever a library throws here it throws because of the bytes: nothing else is read. */
  private <T> T next(Step<T> step) {
    try {
      return step.take();
    } catch (IOException | RuntimeException e) {
      String why =
          in.position() == file.size()
              ? "expected more bytes of %s: it is cut or broken (%s)"
              : "expected bytes of %s, found what cannot be inflated: %s";
      throw new FormatException(file.path(), in.position(), why.formatted(packing, said(e)), e);
    }
  }

  private static String said(Exception e) {
    @Nullable String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
