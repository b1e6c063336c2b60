package io.mmapdict.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/** A running process that is told lines and says lines. It is killed when this is closed. */
public final class LineProcess implements AutoCloseable {
  /** What a process ends with that SIGKILL has ended. */
  private static final int KILLED = 128 + 9;

  private final Process process;
  private final BufferedReader out;
  private final Writer in;
  private final List<String> unread = new ArrayList<>();

  private Thread reader;

  public LineProcess(Process process) {
    this.process = process;
    this.out = process.inputReader(UTF_8);
    this.in = process.outputWriter(UTF_8);
  }

  public long pid() {
    return process.pid();
  }

  /** What it says next; fails if it has ended. */
  public String line() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new AssertionError("it says nothing any more: " + process);
    }
    return line;
  }

  /** Fails if it says something else next. */
  public void expect(String line) throws IOException {
    assertEquals(line, line());
  }

  public void tell(String line) throws IOException {
    in.write(line + "\n");
    in.flush();
  }

  /** What it answers to a line. */
  public String ask(String line) throws IOException {
    tell(line);
    return line();
  }

  /** The rest of what it says, until it ends; it is told no more. */
  public String rest() throws IOException {
    process.getOutputStream().close();
    return out.readAllAsString().strip();
  }

  /** The same; fails unless it ends with 0. */
  public String end() throws IOException, InterruptedException {
    String said = rest();
    assertEquals(0, process.waitFor(), said);
    return said;
  }

  /** Takes up from here on whatever it says, so that no full pipe stops it, until {@link #kill}. */
  public void readOn() {
    reader = Thread.ofPlatform().start(() -> out.lines().forEach(unread::add));
  }

  /** Kills it with SIGKILL, and gives what nobody has read; fails if it has ended by itself. */
  public List<String> kill() throws InterruptedException {
    process.toHandle().destroyForcibly(); // Process.destroyForcibly closes the pipe
    if (reader == null) {
      readOn();
    }
    reader.join();
    assertEquals(KILLED, process.waitFor(), () -> "it ended by itself: " + unread);
    return unread;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
