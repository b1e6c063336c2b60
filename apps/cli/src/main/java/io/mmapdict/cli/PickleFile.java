package io.mmapdict.cli;

import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PickleFiles;
import io.mmapdict.pickle.spi.Encoding;
import io.mmapdict.pickle.spi.PayloadSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Plain pickles of one value, as Python's {@code pickle.load} and {@code dump} take them. */
final class PickleFile {
  private PickleFile() {}

  /**
   * The value in a file. Its arrays are mapped and live as long as the arena.
   *
   * @throws Fault if the file cannot be read or is no pickle
   */
  static @Nullable Object read(Path path, Arena arena) {
    MemorySegment bytes = map(path, arena);
    try {
      return Codecs.installed().load(bytes);
    } catch (PickleException e) {
      throw notWhole(path, bytes, e);
    }
  }

  /** What a user should know of a file that cannot be read as a pickle. */
  static Fault notWhole(Path path, MemorySegment bytes, PickleException e) {
    String hint = JoblibDump.is(bytes) ? "; " + JoblibDump.HINT : "";
    return new Fault(
        Url.text(path) + ": no whole pickle: " + PickleFiles.explain(bytes, e) + hint, e);
  }

  /**
   * The bytes of a file, mapped as long as the arena lives.
   *
   * @throws Fault if the file cannot be read
   */
  static MemorySegment map(Path path, Arena arena) {
    if (Files.exists(path) && !Files.isRegularFile(path)) { // opening a pipe would wait for good
      throw new Fault(
          path + ": cannot be read: it is a folder, pipe or device, not a regular file");
    }
    try (FileChannel in = FileChannel.open(path, StandardOpenOption.READ)) {
      return in.map(FileChannel.MapMode.READ_ONLY, 0, in.size(), arena);
    } catch (IOException e) {
      throw new Fault(path + ": cannot be read: " + Failures.reason(e), e);
    }
  }

  /** Writes a value as a pickle without frames; tells how many bytes more are. */
  static void write(@Nullable Object value, FileChannel out, LongConsumer written)
      throws IOException {
    Encoding encoding = Codecs.installed().encode(value);
    byte[] start = {(byte) Opcode.PROTO.code(), (byte) encoding.protocol()};
    PayloadSink sink = PayloadSink.into(out, written);
    try {
      sink.write(MemorySegment.ofArray(start));
      encoding.writeTo(start.length, sink);
      sink.write(MemorySegment.ofArray(new byte[] {(byte) Opcode.STOP.code()}));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
