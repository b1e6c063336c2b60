package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands say, in one line, of what they cannot do; nothing is changed then. */
class RefusalsIT {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("scan.mmdpickle");
  }

  private static String python(String script, Object... arguments) {
    return Python.any().run(script, arguments);
  }

  @Test
  void readingNeverMakesOrChangesAFile() throws IOException {
    Run.mmapdict("ls", file).failed(file + ": there is no such file; mmapdict put makes one");
    Run.mmapdict("get", file, "k").failed(file + ": there is no such file; mmapdict put makes one");
    for (List<String> command :
        List.of(
            List.of("rm", "k"),
            List.of("fsck"),
            List.of("fsck", "--repair"),
            List.of("register"))) {
      List<Object> all = new ArrayList<>(command);
      all.add(1, file);
      Run.mmapdict(all.toArray()).failed(file + ": there is no such file; mmapdict put makes one");
    }
    assertFalse(Files.exists(file));
    Run.mmapdict("put", file, "k", "--json", "[1]").done();
    byte[] torn = Files.readAllBytes(file);
    torn = Arrays.copyOf(torn, torn.length + 10); // what a killed writer leaves behind
    Files.write(file, torn);
    assertEquals("[1]\n", Run.mmapdict("get", file, "k").done());
    Run.mmapdict("ls", file).done();
    assertArrayEquals(torn, Files.readAllBytes(file));
  }

  /** The shell passes any bytes. */
  @Test
  void argumentsThatAreNoTextAreNotStored() {
    for (String arguments :
        List.of("\"$(printf '\\377')\" --string x", "k --string \"$(printf '\\376')\"")) {
      List<String> command = List.of("sh", "-c", Run.LAUNCHER + " put " + file + " " + arguments);
      Run run = Run.command(folder, Map.of(), "", command);
      assertEquals(2, run.exit(), run.err());
      assertTrue(run.err().contains(" is no UTF-8"), run.err());
    }
    assertFalse(Files.exists(file));
  }

  @Test
  void saysInOneLineWhatIsWrongWithTheFile() throws Exception {
    Path pickle = folder.resolve("plain.pkl");
    python("import pickle, sys\npickle.dump({'a': 1}, open(sys.argv[1], 'wb'), 4)", pickle);
    byte[] before = Files.readAllBytes(pickle);
    String plain =
        pickle
            + ", offset 0: a pickle, but not one that mmapdict or mmappickle wrote;"
            + " `mmapdict convert plain.pkl NEW` makes a file of it";
    Run.mmapdict("ls", pickle).failed(plain);
    Run.mmapdict("put", pickle, "k", "--json", "1").failed(plain);
    Run.mmapdict("fsck", pickle).failed(plain);
    Run.mmapdict("fsck", pickle, "--repair")
        .failed(
            pickle
                + ", offset 0: it has neither a header nor a whole entry of ours; nothing can be repaired");
    assertArrayEquals(before, Files.readAllBytes(pickle));
    Path text = Files.writeString(folder.resolve("text"), "hello");
    for (String command : List.of("ls", "fsck")) {
      Run.mmapdict(command, text)
          .failed(
              text
                  + ", offset 0: expected a pickle, which starts with 80 04 95, found 68; it is another kind of file");
    }
    Path empty = Files.createFile(folder.resolve("empty"));
    String makesNew = empty + ": the file is empty (0 bytes); delete it, and put makes a new one";
    Run.mmapdict("put", empty, "k", "--json", "1").failed(makesNew);
    Run.mmapdict("register", empty).failed(makesNew);
    Run.mmapdict("fsck", empty).failed(makesNew);
    Run.mmapdict("ls", folder).failed(folder + ": it is a folder, not a file");
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    for (Path odd : List.of(folder, pipe)) {
      String refused = ": it is a folder, pipe or device, not a regular file";
      Run.mmapdict("put", file, "k", "--npy", odd).failed(odd + ": cannot be opened" + refused);
      Run.mmapdict("put", file, "k", "--pickle", odd).failed(odd + ": cannot be read" + refused);
    }
    Path nowhere = folder.resolve("none/x");
    Run.mmapdict("put", nowhere, "k", "--json", "1")
        .failed(nowhere + ": its folder does not exist; make it first");
  }

  /** A running program cannot be opened for writing, not even by root. */
  @Test
  void saysThatAFileCannotBeWritten() throws Exception {
    Path program = Files.copy(Path.of("/bin/sleep"), folder.resolve("busy"));
    Process running = new ProcessBuilder(program.toString(), "100").start();
    try {
      Run run = Run.mmapdict("put", program, "k", "--json", "1");
      assertEquals(1, run.exit());
      assertTrue(run.err().startsWith("mmapdict: " + program + ": cannot be opened: "), run.err());
      assertEquals(1, run.err().lines().count());
    } finally {
      running.destroyForcibly().waitFor();
    }
  }

  @Test
  void saysInOneLineWhatIsWrongWithTheValue() throws IOException {
    Run.mmapdict("put", file, "k", "--json", "[1]").done();
    byte[] before = Files.readAllBytes(file);
    Run.mmapdict("put", file, "k", "--json", "[1,")
        .failed(
            "--json: bad JSON at column 4: Unexpected end-of-input within/between Array entries");
    Run.mmapdict("put", file, "k", "--json", "null")
        .failed(
            file
                + ", key 'k': null cannot be stored by itself; put it into a list, or remove the key");
    String key = "k".repeat(256);
    Run.mmapdict("put", file, key, "--json", "1")
        .failed(
            file
                + ", key \""
                + key
                + "\": the key has 256 bytes in UTF-8, at most 255 are possible; take a shorter key");
    Run.mmapdict("put", file, "k", "--npy", file)
        .failed(file + ": expected 93 'NUMPY', the magic of an npy file (at offset 0)");
    Path missing = folder.resolve("missing");
    Run.mmapdict("put", file, "k", "--pickle", missing)
        .failed(missing + ": cannot be read: there is no such file");
    Run.mmapdict("put", file, "k", "--npy", missing)
        .failed(missing + ": cannot be opened: there is no such file");
    Path text = Files.writeString(folder.resolve("text.png"), "hello");
    Run.mmapdict("put", file, "k", "--pickle", text)
        .failed(
            text
                + ": no whole pickle: it is another kind of file: expected one that"
                + " starts with 80 (PROTO) or ends with 2e (STOP), found 68 and 6f");
    Run.mmapdict("get", file, "k", "--npy", folder.resolve("x.npy"))
        .failed(
            file
                + ", key 'k': a .npy file wants an array, and this is of type list; use --json or --pickle");
    Run.mmapdict("get", file, "k", "--slice", "0")
        .failed(file + ", key 'k': --slice wants an array, and this is of type list");
    Run.mmapdict("get", file, "k", "--pickle", folder.resolve("none/x.pkl"))
        .failed(
            folder.resolve("none/x.pkl")
                + ": cannot be written, the folder does not exist; make it first");
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  @Test
  void saysThatAFolderCannotBeMade() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "hello");
    Run.mmapdict("demo", text)
        .failed(text + "/photos: this folder cannot be made: Not a directory; name another one");
    Run.mmapdict("demo", "/proc/none")
        .failed("/proc/none/photos: this folder cannot be made; name another one");
  }

  /** A full disk behind the shell's redirection; a closed pipe ends a command silently. */
  @Test
  void saysThatStandardOutputCannotBeWritten() {
    Run.mmapdict("put", file, "k", "--json", "1").done();
    Path launcher = Run.LAUNCHER;
    Path here = Path.of("").toAbsolutePath();
    List<String> shell = List.of("sh", "-c", launcher + " get " + file + " k > /dev/full");
    Run.command(here, Map.of(), "", shell)
        .failed("standard output cannot be written: No space left on device");
    List<String> pipe = List.of("bash", "-c", launcher + " get " + file + " k | true");
    Run.command(here, Map.of(), "", pipe).done();
  }

  /** Whatever the name that leads to it. */
  @Test
  void aValueIsNotWrittenOverItsFile() throws IOException {
    Path npy = folder.resolve("in.npy");
    python("import numpy, sys\nnumpy.save(sys.argv[1], numpy.zeros((2, 2), 'u1'))", npy);
    Run.mmapdict("put", file, "k", "--npy", npy).done();
    byte[] before = Files.readAllBytes(file);
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    for (Path out : List.of(file, link, folder.resolve("../" + folder.getFileName() + "/link"))) {
      for (String option : List.of("--pickle", "--npy", "--png")) {
        Run.mmapdict("get", file, "k", option, out)
            .failed(
                out + ": is the file that is read, all its keys would be lost; name another file");
        assertArrayEquals(before, Files.readAllBytes(file));
      }
    }
  }

  @Test
  void saysInOneLineWhatIsWrongUsage() {
    String all =
        "there are demo, register, ls, get, put, rm, vacuum, reclaim, fsck, dis, audit, convert,"
            + " import, export, watch, serve, completion, man, help; see mmapdict --help";
    Run.mmapdict().wrong("no command; " + all);
    Run.mmapdict("xyzzy", file).wrong("no command 'xyzzy'; " + all);
    Run.mmapdict("gte", file).wrong("no command 'gte'; close to it: 'get'; see mmapdict --help");
    Run.mmapdict("ls", file, "--jason")
        .wrong("Unknown option: '--jason'; close to it: '--json'; see mmapdict ls --help");
    Run.mmapdict("get", file).wrong("Missing required parameter: 'KEY'; see mmapdict get --help");
    Run.mmapdict("get", file, "k", "--slice", "0:x")
        .wrong(
            "Invalid value for option '--slice': expected an index, a slice or ... for each"
                + " axis, as in 0:10,:,5, found '0:x'; see mmapdict get --help");
    Run.mmapdict("put", file, "--json", "1")
        .wrong("Missing required parameter: 'KEY'; see mmapdict put --help");
    Run.mmapdict("put", file, "k", "--json", "1", "--form", "portable")
        .wrong("--form is for arrays: it goes with --npy or --pickle; see mmapdict put --help");
    Run.mmapdict("put", file, "k", "--npy", file, "--form", "small")
        .wrong(
            "Invalid value for option '--form': expected portable or mmappickle, found small;"
                + " see mmapdict put --help");
    Run.mmapdict("put", file, "k", "--json", "1", "--string", "x")
        .wrong(
            "--json=TEXT, --string=TEXT are mutually exclusive (specify only one); see mmapdict put --help");
    assertFalse(Files.exists(file));
  }
}
