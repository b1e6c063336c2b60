package io.mmapdict.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A running {@code peer.py} or {@link JavaPeer} and what it says it has done. */
final class PeerProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;
  private final Writer in;

  /**
   * Per key the last number put, null where the key was deleted after that. For the keys that all
   * change: per "KEY OWNER".
   */
  private final Map<String, @Nullable Integer> last = new LinkedHashMap<>();

  PeerProcess(Process process) {
    this.process = process;
    this.out = process.inputReader();
    this.in = process.outputWriter();
  }

  void awaitReady() throws IOException {
    assertEquals("ready", line());
  }

  /** Lets it begin, or say its keys. */
  void go() throws IOException {
    in.write("go\n");
    in.flush();
  }

  /** Reads what it does until it is done. */
  void awaitDone() throws IOException {
    for (String line = line(); !line.equals("done"); line = line()) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "put" -> {
          String owner = words[1].startsWith("shared/") ? " " + words[3] : "";
          last.put(words[1] + owner, Integer.valueOf(words[2]));
        }
        case "del" -> last.put(words[1], null);
        default -> throw failed(line);
      }
    }
  }

  Map<String, @Nullable Integer> last() {
    return last;
  }

  /** What the handle that it opened before everything sees now. */
  List<String> keys() throws IOException, InterruptedException {
    go();
    String line = line();
    assertEquals("keys [", line.substring(0, Math.min(6, line.length())), line);
    String keys = line.substring(6, line.length() - 1).replace("\"", "");
    assertEquals(0, process.waitFor());
    return keys.isEmpty() ? List.of() : List.of(keys.split(", ", -1));
  }

  private String line() throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new AssertionError("the peer ended: " + process);
    }
    return line;
  }

  private AssertionError failed(String line) throws IOException {
    List<String> lines = new ArrayList<>(List.of(line));
    process.outputWriter().close();
    out.lines().forEach(lines::add);
    return new AssertionError("the peer failed:\n" + String.join("\n", lines));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
