package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Missing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manual page as man and groff take it, every warning on. */
class ManPageIT {
  @TempDir private Path folder;

  private Run shown(List<String> command) {
    if (!Files.isExecutable(Path.of("/usr/bin", command.getFirst()))) {
      throw Missing.skip(command.getFirst() + ", of Debian's man-db and groff-base");
    }
    return Run.command(folder, Map.of("MANWIDTH", "78", "LC_ALL", "C.UTF-8"), "", command);
  }

  @Test
  void saysWhatTheHelpSays() throws IOException {
    Path page = folder.resolve("mmapdict.1");
    Files.writeString(page, Run.mmapdict("man").done());
    assertEquals("", shown(List.of("groff", "-man", "-ww", "-z", page.toString())).done());
    String text = shown(List.of("man", "-l", "--warnings=w", page.toString())).done();
    String flat = text.replaceAll("\u2010\n *", "").replaceAll("\\s+", " ");
    assertTrue(flat.startsWith("MMAPDICT(1) User Commands MMAPDICT(1) NAME mmapdict - "), flat);
    Main.all()
        .getSubcommands()
        .forEach((name, command) -> {
          assertTrue(flat.contains(" mmapdict " + name + " [-h"), name);
          command.getCommandSpec().options().stream()
              .filter(option -> !option.usageHelp() && !option.versionHelp())
              .forEach(option -> {
                String said = String.join(" ", option.description()).replaceAll("\\s+", " ");
                String first = said.contains("${") ? said.substring(0, said.indexOf("${")) : said;
                assertTrue(flat.contains(option.longestName()), name + option.longestName());
                assertTrue(flat.contains(first), name + " " + option.longestName() + ": " + first);
              });
        });
    // As they are to be typed, character by character.
    assertTrue(text.contains("mmapdict ls scan.mmdpickle 'frame/*' --long\n"), text);
    assertTrue(
        text.contains(
            "mmapdict put scan.mmdpickle --lines <<< '{\"key\": \"a\", \"value\": 1}'\n"));
    assertTrue(text.contains("eval \"$(mmapdict completion bash)\"\n"));
  }
}
