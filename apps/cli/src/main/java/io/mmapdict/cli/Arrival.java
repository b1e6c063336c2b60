package io.mmapdict.cli;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;

/** Waiting for a file that somebody will make. */
final class Arrival {
  /** A network file system may tell nothing. */
  private static final long LONGEST_WAIT_SECONDS = 1;

  private Arrival() {}

  /**
   * Waits until there is a file that is not empty.
   *
   * @throws Fault if its folder is not there
   */
  static void of(Path file) throws InterruptedException {
    Path folder = file.toAbsolutePath().getParent();
    try (WatchService changes = FileSystems.getDefault().newWatchService()) {
      folder.register(
          changes, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
      while (!Files.exists(file) || Files.size(file) == 0) {
        var key = changes.poll(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        if (key != null) {
          key.pollEvents();
          key.reset();
        }
      }
    } catch (IOException e) {
      throw new Fault(
          "%s: cannot be waited for: its folder: %s".formatted(file, Failures.reason(e)), e);
    }
  }
}
