package io.mmapdict.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each Java example of a document or of a Javadoc comment stands in a test, as it stands there, so
 * it compiles and runs. The listings of the codec's tutorial are the sources of dev/example-codec.
 */
class ExamplesTest {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final Pattern OF_DOCUMENTS = Pattern.compile("(?s)```java\n(.*?)```");
  private static final Pattern OF_SOURCES =
      Pattern.compile("(?s)(?:<pre>\\{@code|\\{@snippet[^\n]*)\n(.*?)\n *\\* *}");

  @Test
  void everyExampleStandsInATest() throws IOException {
    List<String> tests =
        files("src/test/.*\\.java|dev/example-codec/src/.*\\.java").values().stream()
            .map(ExamplesTest::squeezed)
            .toList();
    Map<String, List<String>> missing = new TreeMap<>();
    examples()
        .forEach((file, examples) -> {
          List<String> none =
              examples.stream()
                  .filter(example -> tests.stream().noneMatch(t -> t.contains(squeezed(example))))
                  .toList();
          if (!none.isEmpty()) {
            missing.put(file, none);
          }
        });
    assertEquals(Map.of(), missing);
  }

  @Test
  void theyAreFound() throws IOException {
    Map<String, List<String>> examples = examples();
    assertEquals(2, examples.get("README.md").size());
    assertEquals(6, examples.get("docs/tutorial-codec.md").size());
    String npz = "formats/src/main/java/io/mmapdict/formats/Npz.java";
    assertEquals(
        List.of("Map<String, NDArray> arrays = Npz.map(Path.of(\"scan.npz\"), Access.READ_ONLY);"),
        examples.get(npz));
  }

  /** By the file they stand in. */
  private static Map<String, List<String>> examples() throws IOException {
    Map<String, List<String>> all = new TreeMap<>();
    files("(?:README|docs/.*)\\.md")
        .forEach((file, text) -> all.put(file, found(OF_DOCUMENTS, text)));
    files(".*src/main/.*\\.java")
        .forEach((file, text) -> {
          List<String> examples = found(OF_SOURCES, text);
          all.put(file, examples.stream().map(ExamplesTest::withoutStars).toList());
        });
    return all;
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(result -> result.group(1).strip()).toList();
  }

  private static String withoutStars(String comment) {
    return comment.replaceAll("(?m)^ *\\* ?", "");
  }

  /** The texts of files whose path, from the root, matches. */
  private static Map<String, String> files(String path) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(ROOT)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = ROOT.relativize(file).toString();
        if (name.matches("(?!.*target/)(?:.*/)?(?:" + path + ")")) {
          texts.put(name, Files.readString(file));
        }
      }
    }
    return texts;
  }

  /**
   * Without white space and the slashes of comments, which the formatter moves, and with one name
   * for each path that is written out: a test has its own.
   */
  private static String squeezed(String code) {
    return code.replaceAll("Path\\.of\\(\"[^\"]*\"\\)", "file").replaceAll("\\s+|//", "");
  }
}
