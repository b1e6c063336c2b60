package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The help of every command: its examples work, and the documentation knows its options. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HelpIT {
  /** They need what is not there in a test, or do not end; elsewhere they are tested. */
  private static final Set<String> NOT_RUN = Set.of("demo", "register", "watch", "serve");

  private static final String MAP = "scan.mmdpickle";

  @TempDir private Path folder;

  private static Map<String, CommandSpec> commands() {
    Map<String, CommandSpec> commands = new TreeMap<>();
    Main.all().getSubcommands().forEach((name, each) -> commands.put(name, each.getCommandSpec()));
    return commands;
  }

  /** The command lines at the end of a command's help. */
  private static List<String> examples(CommandSpec command) {
    List<String> examples = new ArrayList<>();
    for (String line : command.usageMessage().footer()) {
      if (line.startsWith("Example") || !examples.isEmpty()) {
        examples.add(line.replaceFirst("^Examples?:", "").strip());
      }
    }
    return examples;
  }

  @Test
  void everyCommandHasAnExampleThatParses() {
    commands()
        .forEach((name, command) -> {
          List<String> examples = examples(command);
          assertFalse(examples.isEmpty(), name);
          for (String example : examples) {
            List<String> words = words(example);
            int at = words.indexOf("mmapdict");
            assertEquals(name, words.get(at + 1), example);
            CommandLine.ParseResult parsed =
                Main.all().parseArgs(words.subList(at + 1, words.size()).toArray(String[]::new));
            assertEquals(List.of(), parsed.unmatched(), example);
            assertEquals(name, parsed.subcommand().commandSpec().name());
          }
        });
  }

  /** As the shell takes it apart, up to a pipe. */
  private static List<String> words(String example) {
    String line = example.replaceFirst("<<<.*|[|].*", "");
    Run run =
        Run.command(
            Path.of("").toAbsolutePath(),
            Map.of(),
            "",
            List.of(
                "bash",
                "-c",
                "eval() { \"$@\"; }; mmapdict() { :; }; printf '%s\\n' "
                    + line.replaceFirst("^eval \"\\$\\((.*)\\)\"$", "$1")));
    return List.of(run.done().split("\n"));
  }

  @Test
  void theExamplesWork() throws IOException {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("mmapdict"), Run.LAUNCHER);
    Map<String, String> path = Map.of("PATH", bin + ":" + System.getenv("PATH"));
    Path files = prepared();
    List<String> failed = new ArrayList<>();
    commands()
        .forEach((name, command) -> {
          for (String example : NOT_RUN.contains(name) ? List.<String>of() : examples(command)) {
            Path there = folder.resolve(name + examples(command).indexOf(example));
            copy(files, there, !name.equals("import"));
            Run run = Run.command(there, path, "", List.of("bash", "-c", example));
            boolean refusal = name.equals("audit"); // what a stranger's model calls is not harmless
            if (run.exit() != (refusal ? 1 : 0) || !(refusal || run.err().isEmpty())) {
              failed.add(example + ": " + run);
            }
          }
        });
    assertEquals(List.of(), failed);
  }

  /** A folder with the files that the examples name. */
  private Path prepared() {
    Path there = folder.resolve("prepared");
    Python.any()
        .run(
            """
            import numpy as np, os, pickle, sys, zipfile
            os.mkdir(sys.argv[1])
            os.chdir(sys.argv[1])
            np.save('frame.npy', np.zeros((8, 9), 'u1'))
            np.save('frames.npy', np.zeros((3, 8, 9), 'u1'))
            np.save('cube.npy', np.zeros((20, 6, 7), 'f4'))
            np.zeros((64, 512, 512), 'u2').tofile('cube.raw')
            pickle.dump({'a': 1, 'b': np.arange(3)}, open('results.pkl', 'wb'))
            pickle.dump([print], open('model.pkl', 'wb'))
            with zipfile.ZipFile('weights.pt', 'w') as z:
                z.writestr('archive/data.pkl', pickle.dumps([print]))
            """,
            there);
    Path file = there.resolve(MAP);
    Run.mmapdict("put", file, "frame/0001", "--npy", there.resolve("frame.npy")).done();
    Run.mmapdict("put", file, "frame/0002", "--npy", there.resolve("frame.npy")).done();
    Run.mmapdict("put", file, "cube", "--npy", there.resolve("cube.npy")).done();
    Run.mmapdict("put", file, "exposure", "--json", "0.25").done();
    return there;
  }

  private static void copy(Path from, Path to, boolean withMap) {
    try (Stream<Path> files = Files.list(from)) {
      Files.createDirectory(to);
      for (Path file : files.toList()) {
        if (withMap || !file.endsWith(MAP)) {
          Files.copy(file, to.resolve(file.getFileName()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each command has a heading in the documentation, with all its options. */
  @Test
  void theDocumentationKnowsEveryOption() throws IOException {
    String docs = Files.readString(Path.of("../../docs/command-line.md"));
    List<String> missing = new ArrayList<>();
    commands()
        .forEach((name, command) -> {
          List<String> headings =
              docs.lines().filter(line -> line.matches("## " + name + "( .*)?")).toList();
          assertFalse(headings.isEmpty(), "no heading of " + name);
          for (OptionSpec option : command.options()) {
            boolean said =
                headings.stream()
                    .anyMatch(line ->
                        line.matches(
                            ".*[\\[( ]" + Pattern.quote(option.longestName()) + "([ \\])].*)?"));
            if (!said && !option.usageHelp() && !option.versionHelp()) {
              missing.add(name + " " + option.longestName());
            }
          }
          assertTrue(docs.contains("mmapdict " + name), "no example of " + name);
        });
    assertEquals(List.of(), missing);
  }

  @Test
  void helpIsTheSameEitherWay() {
    String ls = Run.mmapdict("ls", "--help").done();
    assertTrue(ls.startsWith("Usage: mmapdict ls "), ls);
    assertEquals(ls, Run.mmapdict("help", "ls").done());
    String all = Run.mmapdict("--help").done();
    assertEquals(all, Run.mmapdict("help").done());
    for (String name : commands().keySet()) {
      assertTrue(all.contains("\n  " + name + " "), name);
    }
    Run.mmapdict("help", "lst")
        .wrong("no command 'lst'; close to it: 'ls'; see mmapdict help --help");
    for (String name : commands().keySet()) {
      Run help = Run.mmapdict("help", name);
      assertTrue(help.done().lines().allMatch(line -> line.length() <= 80), help.out());
    }
    assertEquals(2, Arrays.stream(Run.mmapdict("--version").done().split("\n")).count());
  }
}
