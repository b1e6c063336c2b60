package io.mmapdict.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Rules over the sources as text. The formatter runs here and not as a Maven plugin because it
 * needs the JDK of the sources (25), while Maven may run on 17.
 */
class HouseRulesTest {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  /** Skips that JUnit decides before a test runs, where testkit's rule cannot see them. */
  private static final Pattern BANNED =
      Pattern.compile("@(Disabled|Enabled(If|On|For))|\\.printStackTrace\\(|TO" + "DO|FIX" + "ME");

  @Test
  void everyFileIsFormatted() throws Exception {
    boolean apply = "apply".equals(System.getProperty("format"));
    List<Path> wrong = new ArrayList<>();
    for (Path file : sources()) {
      String text = Files.readString(file);
      String formatted = format(file, text);
      if (!formatted.equals(text)) {
        wrong.add(ROOT.relativize(file));
        if (apply) {
          Files.writeString(file, formatted);
        }
      }
    }
    if (!apply) {
      assertEquals(
          List.of(), wrong, "not formatted; run: mvn -q -pl dev/format test -Dformat=apply");
    }
  }

  @Test
  void nothingBannedIsUsed() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : sources()) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (BANNED.matcher(lines.get(i)).find() && !file.endsWith("HouseRulesTest.java")) {
          found.add(ROOT.relativize(file) + ":" + (i + 1) + " " + lines.get(i).strip());
        }
      }
    }
    assertEquals(List.of(), found);
  }

  private static String format(Path file, String text) throws FormatterException {
    Formatter formatter = new Formatter();
    String imports = RemoveUnusedImports.removeUnusedImports(text);
    imports = ImportOrderer.reorderImports(imports, JavaFormatterOptions.Style.GOOGLE);
    try {
      return formatter.formatSource(imports);
    } catch (FormatterException e) {
      throw new AssertionError(file + " does not parse", e);
    }
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      List<Path> sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.toString().contains("/target/"))
              .sorted()
              .toList();
      assertTrue(sources.size() > 10, "found no sources below " + ROOT);
      return sources;
    }
  }
}
