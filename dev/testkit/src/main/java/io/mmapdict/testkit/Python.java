package io.mmapdict.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A real Python with numpy, the oracle of the tests.
 *
 * <p>Candidates: each path in the environment variable {@code MMAPDICT_PYTHONS} (separated by
 * colons), Debian's {@code /usr/bin/python3}, and every {@code python3} on the {@code PATH}. One of
 * each pair of Python and numpy versions is kept.
 *
 * @param executable the interpreter
 * @param version Python's and numpy's version, such as {@code "3.11.2 numpy 1.24.2"}
 */
public record Python(Path executable, String version) {
  private static final List<Python> WITH_NUMPY = find();

  /** Every Python with numpy there is, Debian's first. Skips the test when there is none. */
  public static List<Python> all() {
    if (WITH_NUMPY.isEmpty()) {
      throw Missing.skip("a python3 with numpy");
    }
    return WITH_NUMPY;
  }

  /**
   * Every Python there is, one of each version, with numpy or without, and from 2.7 on: besides
   * those of {@link #all()} the ones of pyenv. For what pickles differ in from version to version.
   */
  public static List<Python> plain() {
    if (Plain.FOUND.isEmpty()) {
      throw Missing.skip("a python");
    }
    return Plain.FOUND;
  }

  /** Looked for once, and only where they are asked for. */
  private static final class Plain {
    private static final List<Python> FOUND = findPlain();
  }

  private static List<Python> findPlain() {
    List<Path> candidates = new ArrayList<>(WITH_NUMPY.stream().map(Python::executable).toList());
    pyenv(".*").forEach(python -> candidates.add(python.executable));
    Map<String, Python> found = new LinkedHashMap<>();
    for (Path candidate : candidates) {
      String version =
          Files.isExecutable(candidate)
              ? printed(candidate, "import platform; print(platform.python_version())")
              : "";
      if (!version.isEmpty()) {
        found.putIfAbsent(version, new Python(candidate, version));
      }
    }
    return List.copyOf(found.values());
  }

  /** The first of {@link #all()}. */
  public static Python any() {
    return all().getFirst();
  }

  /**
   * Those that pyenv has (below {@code PYENV_ROOT}, else in {@code ~/.pyenv}), with numpy or
   * without; none where there is no pyenv.
   *
   * @param versions a pattern of their versions, such as {@code 3\\.8\\..*}
   */
  public static List<Python> pyenv(String versions) {
    String home = Path.of(System.getProperty("user.home"), ".pyenv").toString();
    Path folder = Path.of(System.getenv().getOrDefault("PYENV_ROOT", home), "versions");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(folder)) {
      return found
          .filter(version -> version.getFileName().toString().matches(versions))
          .sorted()
          .map(version ->
              new Python(version.resolve("bin/python"), version.getFileName().toString()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs a script to its end and returns what it printed on standard output. Warnings are errors:
   * the interpreter runs with {@code -W error}.
   *
   * @throws AssertionError if it exits with another code than 0, with what it printed on standard
   *     error
   */
  public String run(String script, Object... arguments) {
    return run(List.of("-W", "error"), script, arguments);
  }

  /** Like {@link #run(String, Object...)} with the interpreter's own options chosen. */
  public String run(List<String> options, String script, Object... arguments) {
    try {
      Process process = start(options, script, arguments);
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      if (exit != 0) {
        throw new AssertionError("Python " + version + " ended with " + exit + ":\n" + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while Python ran", e);
    }
  }

  /** Starts a script; standard error goes where standard output goes. The caller ends it. */
  public Process start(List<String> options, String script, Object... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(executable.toString());
    command.addAll(options);
    command.add("-c");
    command.add(script);
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PYTHONIOENCODING", "utf-8");
    return builder.start();
  }

  private static List<Python> find() {
    List<Path> candidates = new ArrayList<>();
    String named = System.getenv("MMAPDICT_PYTHONS");
    if (named != null) {
      for (String path : named.split(":", -1)) {
        candidates.add(Path.of(path));
      }
    }
    candidates.add(Path.of("/usr/bin/python3"));
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      candidates.add(Path.of(folder, "python3"));
    }
    Map<String, Python> found = new LinkedHashMap<>();
    for (Path candidate : candidates) {
      String version = Files.isExecutable(candidate) ? versionOf(candidate) : "";
      if (!version.isEmpty()) {
        found.putIfAbsent(version, new Python(candidate, version));
      }
    }
    return List.copyOf(found.values());
  }

  /** Empty where the interpreter does not run or has no numpy. */
  private static String versionOf(Path python) {
    return printed(
        python,
        "import platform, numpy; print(platform.python_version(), 'numpy', numpy.__version__)");
  }

  /** Empty where the script fails. */
  private static String printed(Path python, String script) {
    try {
      Process process =
          new ProcessBuilder(python.toString(), "-c", script)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0 ? output : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while looking for Python", e);
    }
  }
}
