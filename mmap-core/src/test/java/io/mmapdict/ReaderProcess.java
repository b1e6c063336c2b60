package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;

/** A running {@link HoldingReader}. */
final class ReaderProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;
  private final Writer orders;

  /** Starts it and waits until it has the file open. */
  ReaderProcess(Path file) throws IOException {
    process = Jvm.start(HoldingReader.class, file);
    answers = process.inputReader();
    orders = process.outputWriter();
    assertEquals("open", answers.readLine());
  }

  /** What it answers to a line. */
  String ask(String order) throws IOException {
    orders.write(order + "\n");
    orders.flush();
    return answers.readLine();
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
