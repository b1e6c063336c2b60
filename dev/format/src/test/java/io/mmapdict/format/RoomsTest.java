package io.mmapdict.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each line in its room (docs/design.md): what one room alone may say, nobody else says. */
class RoomsTest {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  /**
   * @param what a pattern no other room's main sources may contain
   * @param rooms the folders that may
   */
  private record Rule(String what, List<String> rooms) {}

  private static final List<Rule> RULES =
      List.of(
          new Rule("\"numpy", List.of("ndarray", "masked", "formats", "dev")),
          new Rule("Linker\\.nativeLinker", List.of("mmap-core", "formats", "dev/benchmarks")),
          new Rule("ProcessBuilder", List.of("parallel", "dev")),
          new Rule(
              "import io\\.mmapdict\\.MmapDict",
              List.of("stubs", "parallel", "spark", "apps", "dev")),
          new Rule(
              "import boofcv", List.of("apps/registration", "neighbours/boofcv", "dev/benchmarks")),
          new Rule("import net\\.imglib2", List.of("neighbours/imglib2", "dev/benchmarks")),
          new Rule("import org\\.ejml", List.of("neighbours/ejml", "apps/registration")),
          new Rule("import com\\.twelvemonkeys", List.of("neighbours/images")),
          new Rule("org\\.apache\\.spark", List.of("spark")),
          new Rule("import com\\.google\\.common", List.of("collections", "dev")),
          new Rule("import org\\.eclipse\\.collections", List.of("collections", "dev")),
          new Rule(
              "import io\\.mmapdict\\.ndarray",
              List.of("ndarray", "masked", "stubs", "formats", "neighbours", "apps", "dev")));

  @Test
  void everyLineIsInItsRoom() throws IOException {
    List<String> strays = new ArrayList<>();
    for (Path file : mainSources()) {
      String room = ROOT.relativize(file).toString();
      String text = Files.readString(file);
      for (Rule rule : RULES) {
        boolean mayHoldIt = rule.rooms().stream().anyMatch(folder -> room.startsWith(folder + "/"));
        if (!mayHoldIt && Pattern.compile(rule.what()).matcher(text).find()) {
          strays.add(room + " says " + rule.what() + ", which belongs in " + rule.rooms());
        }
      }
    }
    assertEquals(List.of(), strays);
  }

  private static List<Path> mainSources() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> file.toString().contains("/src/main/"))
          .toList();
    }
  }
}
