package io.mmapdict.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mmapdict.testkit.LineProcess;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A running {@code peer.py} or {@link JavaPeer} and what it says it has done. */
final class PeerProcess implements AutoCloseable {
  private final LineProcess process;

  /**
   * Per key the last number put, null where the key was deleted after that. For the keys that all
   * change: per "KEY OWNER".
   */
  private final Map<String, @Nullable Integer> last = new LinkedHashMap<>();

  PeerProcess(Process process) {
    this.process = new LineProcess(process);
  }

  void awaitReady() throws IOException {
    process.expect("ready");
  }

  /** Lets it begin, or say its keys. */
  void go() throws IOException {
    process.tell("go");
  }

  /** Reads what it does until it is done. */
  void awaitDone() throws IOException {
    for (String line = process.line(); !line.equals("done"); line = process.line()) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "put" -> {
          String owner = words[1].startsWith("shared/") ? " " + words[3] : "";
          last.put(words[1] + owner, Integer.valueOf(words[2]));
        }
        case "del" -> last.put(words[1], null);
        default -> throw new AssertionError("the peer failed:\n" + line + "\n" + process.rest());
      }
    }
  }

  Map<String, @Nullable Integer> last() {
    return last;
  }

  /** What the handle that it opened before everything sees now. */
  List<String> keys() throws IOException, InterruptedException {
    go();
    String line = process.end();
    assertEquals("keys [", line.substring(0, Math.min(6, line.length())), line);
    String keys = line.substring(6, line.length() - 1).replace("\"", "");
    return keys.isEmpty() ? List.of() : List.of(keys.split(", ", -1));
  }

  @Override
  public void close() {
    process.close();
  }
}
