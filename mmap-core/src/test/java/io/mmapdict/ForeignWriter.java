package io.mmapdict;

import io.mmapdict.testkit.Python;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A real Python process that changes a file by mmappickle's rules, one command after the other. */
final class ForeignWriter implements AutoCloseable {
  private final Process python;
  private final BufferedReader answers;
  private final Writer commands;

  /** One that has opened the file. */
  ForeignWriter(Path file) throws IOException {
    try (InputStream in = ForeignWriter.class.getResourceAsStream("/foreign_writer.py")) {
      String script = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      python = Python.any().start(List.of(), script, file);
    }
    answers = python.inputReader();
    commands = python.outputWriter();
    expect("ready");
  }

  /** Has a command done. */
  void run(String command) throws IOException {
    run(command, "done");
  }

  /** The same with another answer. */
  void run(String command, String answer) throws IOException {
    commands.write(command + "\n");
    commands.flush();
    expect(answer);
  }

  private void expect(String answer) throws IOException {
    String line = answers.readLine();
    if (!answer.equals(line)) {
      throw new AssertionError("expected " + answer + ", found " + line);
    }
  }

  /** Vacuums a file in place. */
  static void vacuum(Path file) {
    try (ForeignWriter writer = new ForeignWriter(file)) {
      writer.run("vacuum 0");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    python.destroyForcibly().onExit().join();
  }
}
