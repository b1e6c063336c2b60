package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mmapdict.testkit.Missing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The completion script in real shells. */
class CompletionIT {
  @TempDir private Path folder;
  private Path script;

  @BeforeEach
  void prepare() throws IOException {
    script = folder.resolve(".completion");
    Files.writeString(script, Run.mmapdict("completion", "bash").done());
    Path file = folder.resolve("scan.mmdpickle");
    for (String key : List.of("frame/1", "frame/2", "fr ame's", "exposure")) {
      Run.mmapdict("put", file, key, "--json", "1").done();
    }
    Files.createDirectory(folder.resolve("sub"));
    Files.createDirectory(folder.resolve("extra"));
    Files.writeString(folder.resolve("photo 1.png"), "");
  }

  /** What bash is offered for the last of these words. */
  private Set<String> offered(String... words) {
    String line =
        Stream.of(words)
            .map(w -> "'" + w.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    String program =
        """
        set -u
        source .completion
        complete -p mmapdict >/dev/null
        COMP_WORDS=(mmapdict %s)
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _mmapdict "$1"
        printf '%%s\\n' "${COMPREPLY[@]}"
        """
            .formatted(line);
    Run run =
        Run.command(folder, Map.of(), "", List.of("bash", "-c", program, "bash", Run.LAUNCHER));
    return run.done().lines().filter(each -> !each.isEmpty()).collect(Collectors.toSet());
  }

  @Test
  void bashCompletesCommandsOptionsFilesAndKeys() {
    assertEquals(Set.of("register", "reclaim"), offered("re"));
    assertEquals(Set.of("watch"), offered("w"));
    assertEquals(Set.of("--help", "--version"), offered("--"));
    assertEquals(Set.of("--json", "--repair", "--help", "--version"), offered("fsck", "--"));
    assertEquals(Set.of("--repair"), offered("fsck", "scan.mmdpickle", "--re"));
    assertEquals(Set.of("scan.mmdpickle", "sub"), offered("ls", "s"));
    assertEquals(Set.of("photo 1.png"), offered("register", "scan.mmdpickle", "ph"));
    assertEquals(Set.of("frame/1", "frame/2"), offered("get", "scan.mmdpickle", "fra"));
    assertEquals(Set.of("fr\\ ame\\'s"), offered("get", "scan.mmdpickle", "fr "));
    assertEquals(Set.of("fr ame's"), offered("get", "scan.mmdpickle", "\"fr "));
    assertEquals(Set.of("exposure"), offered("rm", "scan.mmdpickle", "frame/1", "e"));
    assertEquals(Set.of("exposure", "extra"), offered("export", "scan.mmdpickle", "frame/1", "ex"));
    assertEquals(Set.of(), offered("get", "scan.mmdpickle", "exposure", "e"));
    assertEquals(Set.of(), offered("get", "no such file", "e"));
  }

  @Test
  void bashCompletesWhatOptionsTake() {
    assertEquals(Set.of("portable"), offered("put", "scan.mmdpickle", "k", "--form", "p"));
    assertEquals(Set.of("portable"), offered("put", "scan.mmdpickle", "k", "--form", "=", "p"));
    assertEquals(Set.of("mmappickle"), offered("put", "scan.mmdpickle", "k", "--form", "=", "m"));
    assertEquals(Set.of("portable", "mmappickle"), offered("put", "f", "k", "--form", "="));
    assertEquals(Set.of("hdr", "stitch"), offered("register", "f", "--merge", ""));
    assertEquals(Set.of("sub"), offered("get", "--png", "su"));
    assertEquals(Set.of(), offered("put", "scan.mmdpickle", "k", "--json", "s"));
    assertEquals(Set.of("exposure"), offered("get", "--npy", "out.npy", "scan.mmdpickle", "e"));
    assertEquals(
        Set.of("auto", "sixel", "blocks", "none"), offered("watch", "f", "--thumbnail", ""));
    assertEquals(Set.of("bash", "zsh"), offered("completion", ""));
    assertEquals(Set.of("get"), offered("help", "ge"));
  }

  /** Typed into a real zsh at a real terminal. */
  @Test
  void zshCompletesToo() {
    if (!Files.isExecutable(Path.of("/usr/bin/zsh"))) {
      throw Missing.skip("zsh");
    }
    completesAtATerminal("zsh", "-f");
  }

  /** Typed into a real bash at a real terminal. */
  @Test
  void atATerminal() {
    completesAtATerminal("bash", "--norc");
  }

  /** In a shell that reads none of the user's settings. */
  private void completesAtATerminal(String shell, String bare) {
    Pty.script(
        """
        folder, shell, bare = arguments
        os.chdir(folder)
        os.symlink(mmapdict, 'mmapdict')
        t = Terminal([shell, bare, '-i'], 40, 100, {'PATH': folder + ':' + os.environ['PATH'], 'PS1': 'ready> '})
        t.until('ready>')
        t.send(b'eval "$(mmapdict completion ' + shell.encode() + b')" && echo load""ed\\n')
        t.until('loaded')
        t.send(b'mmapdict get sc\\texpo\\t; echo don""e\\n')
        t.until('mmapdict get scan.mmdpickle exposure', 'done')
        assert '1' in t.screen, t.screen
        t.send(b'exit\\n')
        t.end()
        """,
        folder,
        shell,
        bare);
  }
}
