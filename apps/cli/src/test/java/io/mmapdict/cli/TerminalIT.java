package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Missing;
import io.mmapdict.testkit.Python;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person at a terminal sees, which is a real one here: that of {@code script}. */
class TerminalIT {
  private static final long MIB = 1 << 20;

  @TempDir private Path folder;

  private String seen(Object... command) {
    if (!Files.isExecutable(Path.of("/usr/bin/script"))) {
      throw Missing.skip("script, of Debian's bsdutils");
    }
    String line = Stream.of(command).map(part -> "'" + part + "'").collect(Collectors.joining(" "));
    Map<String, String> terminal = Map.of("TERM", "xterm", "LC_ALL", "C.UTF-8");
    Run run = Run.command(folder, terminal, "", List.of("script", "-qec", line, "/dev/null"));
    assertEquals(0, run.exit(), run.out());
    return run.out();
  }

  /** A work by a clock of its own, for {@link #aLongWorkHasABarAfterASecond}. */
  static final class Work {
    private static long seconds;

    private Work() {}

    public static void main(String[] arguments) {
      try (LateProgress progress =
          new LateProgress("import", () -> TimeUnit.SECONDS.toNanos(seconds), Output::note)) {
        progress.at(10 * MIB, 40 * MIB);
        Output.note("nothing until now");
        seconds = 1;
        progress.at(20 * MIB, 40 * MIB);
        progress.aside();
        Output.note("a line between");
        progress.at(30 * MIB, 40 * MIB);
        Output.note("no bar again");
        seconds = 2;
        progress.at(40 * MIB, 40 * MIB);
      }
    }
  }

  @Test
  void aLongWorkHasABarAfterASecond() {
    String seen =
        seen(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            "-Dmmapdict.errorTerminal=true",
            "-cp",
            System.getProperty("java.class.path"),
            Work.class.getName());
    List<String> parts = Pattern.compile("mmapdict: ").splitAsStream(seen).toList();
    assertEquals(4, parts.size(), seen);
    assertEquals("", parts.get(0));
    assertTrue(parts.get(1).contains("import  50%") && parts.get(1).contains("20/40 MiB"), seen);
    assertEquals("a line between", parts.get(2).strip());
    assertTrue(parts.get(3).contains("import 100%") && parts.get(3).contains("40/40 MiB"), seen);
    assertTrue(seen.contains("█"), seen);
  }

  @Test
  void registerHasABarPerStageAndLinesElsewhere() throws IOException {
    Path photo = folder.resolve("photo.png");
    BufferedImage image = new BufferedImage(320, 240, BufferedImage.TYPE_BYTE_GRAY);
    image.createGraphics().fillRect(100, 100, 50, 50);
    ImageIO.write(image, "png", photo.toFile());
    Run elsewhere = Run.mmapdict("register", folder.resolve("b.mmd"), photo, "--workers", "1");
    assertEquals(0, elsewhere.exit(), elsewhere.err());
    assertFalse(elsewhere.err().contains("%"), elsewhere.err());
    List<String> stages =
        Pattern.compile("mmapdict: (.*): [0-9]+ tasks?\n")
            .matcher(elsewhere.err())
            .results()
            .map(line -> line.group(1))
            .toList();
    assertFalse(stages.isEmpty(), elsewhere.err());
    String seen = seen(Run.LAUNCHER, "register", folder.resolve("a.mmd"), photo, "--workers", "1");
    for (String stage : stages) {
      assertTrue(seen.contains(stage + " 100%"), stage + " in " + seen);
    }
  }

  /** Of 200 MiB, which take more than a second to inflate: bytes by chance in streams of bz2. */
  @Test
  void anImportHasABar() {
    Path file = folder.resolve("long.pkl.bz2");
    String script =
        """
        import bz2, os, struct, sys
        part, count = os.urandom(1 << 20), 200
        stream = bz2.compress(part)
        with open(sys.argv[1], 'wb') as f:
            f.write(bz2.compress(b'\\x80\\x04\\x8e' + struct.pack('<Q', count << 20)))
            for _ in range(count):
                f.write(stream)
            f.write(bz2.compress(b'.'))
        """;
    Python.any().run(script, file);
    String seen = seen(Run.LAUNCHER, "import", folder.resolve("long.mmd"), file);
    assertTrue(seen.contains("import") && seen.contains(" MiB") && seen.contains("█"), seen);
    assertTrue(seen.contains("100%"), seen);
  }
}
