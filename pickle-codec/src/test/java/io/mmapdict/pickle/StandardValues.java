package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Runs {@code values.py}, which says what it does. */
final class StandardValues {
  private StandardValues() {}

  /** The description of each expression, and its pickles in the folder. */
  static List<String> named(Python python, Path folder, List<String> expressions) {
    lines(folder.resolve("names"), expressions);
    return run(python, "names", folder);
  }

  /**
   * Fails where a file is not what its expression gives in this Python.
   *
   * @param pairs an expression, a tab, a file
   */
  static void assertSame(Python python, Path folder, List<String> pairs) {
    lines(folder.resolve("pairs"), pairs);
    List<String> said = run(python, "compare", folder);
    assertTrue(said.size() == 1 && said.getFirst().startsWith("compared "), said::toString);
    int compared = Integer.parseInt(said.getFirst().substring("compared ".length()));
    assertTrue(compared > pairs.size() / 2, said::toString); // older ones lack protocol 5 and zones
  }

  /** Those that golden/pickles.txt has nothing of. */
  static List<Python> old() {
    return Python.plain().stream().filter(one -> isTwo(one) || minor(one) < 8).toList();
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

  /** The highest protocol that it knows. */
  static int highest(Python python) {
    return isTwo(python) ? 2 : minor(python) < 8 ? 4 : 5;
  }

  private static int minor(Python python) {
    return Integer.parseInt(python.version().split("\\.", -1)[1]);
  }

  private static List<String> run(Python python, Object... arguments) {
    return Scripts.run(python, "values", arguments).lines().toList();
  }

  private static void lines(Path file, List<String> lines) {
    try {
      Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
