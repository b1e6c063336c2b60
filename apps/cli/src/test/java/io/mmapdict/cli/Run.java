package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A process that ran to its end.
 *
 * @param out standard output, read as UTF-8
 * @param err standard error, read as UTF-8
 */
record Run(int exit, String out, String err) {
  /** The launcher in the project's root. */
  static final Path LAUNCHER = Path.of("../../mmapdict").toAbsolutePath().normalize();

  /** Runs the launcher with arguments. */
  static Run mmapdict(Object... arguments) {
    return with("", arguments);
  }

  /** Runs the launcher with arguments and a text as standard input. */
  static Run with(String input, Object... arguments) {
    List<Object> command = new ArrayList<>(List.of(LAUNCHER));
    command.addAll(List.of(arguments));
    return command(Path.of("").toAbsolutePath(), Map.of(), input, command);
  }

  /** Runs any command; a variable with an empty text is taken out of the environment. */
  static Run command(Path folder, Map<String, String> environment, String input, List<?> command) {
    try {
      Path err = Files.createTempFile("err", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command.stream().map(Object::toString).toList())
              .directory(folder.toFile())
              .redirectError(err.toFile());
      environment.forEach((name, value) -> {
        if (value.isEmpty()) {
          builder.environment().remove(name);
        } else {
          builder.environment().put(name, value);
        }
      });
      Process process = builder.start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      Run run = new Run(exit, out, Files.readString(err));
      Files.delete(err);
      return run;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while " + command + " ran", e);
    }
  }

  /** Checks that all went well and silently; gives standard output. */
  String done() {
    assertEquals("", err);
    assertEquals(0, exit, out);
    return out;
  }

  /** Checks an end with exit code 1 and exactly this line on standard error. */
  void failed(String line) {
    assertEquals("mmapdict: " + line + "\n", err);
    assertEquals(1, exit);
  }

  /** Checks an end with exit code 2 and exactly this line on standard error. */
  void wrong(String line) {
    assertEquals("mmapdict: " + line + "\n", err);
    assertEquals(2, exit);
    assertEquals("", out);
  }
}
