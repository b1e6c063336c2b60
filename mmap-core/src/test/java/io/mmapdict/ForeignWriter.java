package io.mmapdict;

import io.mmapdict.testkit.LineProcess;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A real Python process that changes a file by mmappickle's rules, one command after the other. */
final class ForeignWriter implements AutoCloseable {
  private final LineProcess python;

  /** One that has opened the file. */
  ForeignWriter(Path file) throws IOException {
    try (InputStream in = ForeignWriter.class.getResourceAsStream("/foreign_writer.py")) {
      String script = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      python = new LineProcess(Python.any().start(List.of(), script, file));
    }
    python.expect("ready");
  }

  /** Has a command done. */
  void run(String command) throws IOException {
    run(command, "done");
  }

  /** The same with another answer. */
  void run(String command, String answer) throws IOException {
    python.tell(command);
    python.expect(answer);
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
    python.close();
  }
}
