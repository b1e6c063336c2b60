package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The inputs that fuzzing kept, each for what it reaches, and those that it broke something by. */
class FuzzedTest {
  private static final Path CORPUS = Path.of("src/test/corpus");

  @Test
  void allHolds() throws IOException {
    List<Path> inputs;
    try (Stream<Path> files = Files.list(CORPUS)) {
      inputs = files.toList();
    }
    assertTrue(inputs.size() > 100);
    for (Path input : inputs) {
      try {
        DecoderFuzzer.fuzzerTestOneInput(Files.readAllBytes(input));
      } catch (RuntimeException | Error e) {
        throw new AssertionError(input.toString(), e);
      }
    }
  }
}
