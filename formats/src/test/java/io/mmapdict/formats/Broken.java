package io.mmapdict.formats;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.ndarray.NDArray;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A file cut and changed everywhere: it opens, or a {@link FormatException} names it. */
final class Broken {
  /** Opens a file and gives what is in it. */
  @FunctionalInterface
  interface Opening {
    @Nullable Object open(Path file);
  }

  private Broken() {}

  /** Refused is the file cut behind each of its bytes but the last. */
  static void cut(Path file, Opening opening) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Path cut = file.resolveSibling("cut-" + file.getFileName());
    Files.copy(file, cut);
    for (int length = whole.length - 1; length >= 0; length--) {
      try (FileChannel channel = FileChannel.open(cut, StandardOpenOption.WRITE)) {
        channel.truncate(length);
      }
      FormatException e =
          assertThrows(FormatException.class, () -> opening.open(cut), "cut at " + length);
      assertTrue(String.valueOf(e.getMessage()).contains("cut-"), e.getMessage());
    }
    Files.delete(cut);
  }

  /** Each byte of the file changed a few times, and what it opens as gone over. */
  static void changed(Path file, int times, long seed, Opening opening) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(seed);
    String folder = file.toAbsolutePath().getParent().toString(); // a file beside it may be named
    Path changed = file.resolveSibling("changed-" + file.getFileName());
    for (int i = 0; i < times * whole.length; i++) {
      byte[] bytes = whole.clone();
      int at = i % bytes.length;
      bytes[at] = (byte) random.nextInt();
      if (i % 3 == 0) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      Files.write(changed, bytes, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        goOver(opening.open(changed));
      } catch (FormatException e) {
        assertTrue(String.valueOf(e.getMessage()).contains(folder), e.getMessage());
      } catch (RuntimeException | Error e) {
        Path kept = Files.copy(changed, Files.createTempFile("broken", "-" + file.getFileName()));
        throw new AssertionError("byte " + at + " changed, see " + kept, e);
      }
    }
    Files.delete(changed);
  }

  private static void goOver(@Nullable Object value) {
    switch (value) {
      case NDArray array -> array.forEachChunk(array.storageOrder(), chunk -> {});
      case Map<?, ?> map -> map.values().forEach(Broken::goOver);
      case Collection<?> values -> values.forEach(Broken::goOver);
      case null, default -> {}
    }
  }
}
