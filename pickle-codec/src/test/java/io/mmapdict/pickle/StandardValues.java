package io.mmapdict.pickle;

import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Runs {@code values.py}, which says what it does. */
final class StandardValues {
  private static final String SCRIPT = script();

  private StandardValues() {}

  /** The description of each expression, and its pickles in the folder. */
  static List<String> named(Python python, Path folder, List<String> expressions) {
    lines(folder.resolve("names"), expressions);
    return run(python, "names", folder);
  }

  /** The description of each of so many values, and their pickles in the folder. */
  static List<String> random(Python python, Path folder, long seed, int count) {
    return run(python, "random", folder, seed, count);
  }

  /** The description of what lies in these files. */
  static List<String> read(Python python, Path folder, List<String> files) {
    lines(folder.resolve("files"), files);
    return run(python, "read", folder);
  }

  /** The newest Python there is: it reads what any other one has written. */
  static Python newest() {
    return Python.plain().stream()
        .filter(python -> !isTwo(python))
        .max(Comparator.comparingInt(StandardValues::minor))
        .orElseThrow();
  }

  static boolean isTwo(Python python) {
    return python.version().startsWith("2.");
  }

  static MemorySegment pickle(Path folder, int value, int protocol) throws IOException {
    return MemorySegment.ofArray(Files.readAllBytes(folder.resolve(value + "." + protocol)));
  }

  private static int minor(Python python) {
    return Integer.parseInt(python.version().split("\\.", -1)[1]);
  }

  private static List<String> run(Python python, Object... arguments) {
    return python.run(List.of(), SCRIPT, arguments).lines().toList();
  }

  private static void lines(Path file, List<String> lines) {
    try {
      Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String script() {
    try (InputStream in = StandardValues.class.getResourceAsStream("values.py")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
