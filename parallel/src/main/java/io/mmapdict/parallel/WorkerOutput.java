package io.mmapdict.parallel;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;

/** What a worker prints: passed on to this process's standard error, its last lines kept. */
final class WorkerOutput {
  private static final int KEPT_LINES = 20;

  /** A process the task started may hold the worker's output open after the worker's death. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final ArrayDeque<String> tail = new ArrayDeque<>();
  private final Thread reader;

  WorkerOutput(int worker, Process process) {
    reader =
        Thread.ofPlatform()
            .daemon()
            .name("mmapdict-worker-" + worker + "-output")
            .start(() -> read(worker, process));
  }

  private void read(int worker, Process process) {
    try (BufferedReader lines = process.inputReader()) {
      String line = lines.readLine();
      while (line != null) {
        System.err.println("worker " + worker + ": " + line);
        keep(line);
        line = lines.readLine();
      }
    } catch (IOException e) {
      keep("(the rest cannot be read: " + e + ")");
    }
  }

  private synchronized void keep(String line) {
    if (tail.size() == KEPT_LINES) {
      tail.removeFirst();
    }
    tail.addLast(line);
  }

  /** The last lines of a worker that has ended, indented. */
  String tail() {
    try {
      reader.join(GRACE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      return tail.isEmpty() ? "nothing" : "\n  " + String.join("\n  ", tail);
    }
  }
}
