package io.mmapdict.benchmarks;

import java.io.IOException;

/** The disk below the files that are measured. */
final class Disk {
  private Disk() {}

  /** So that neither of two pays for what the other has left to write back. */
  static void sync() throws IOException, InterruptedException {
    if (new ProcessBuilder("sync").start().waitFor() != 0) {
      throw new IOException("sync failed");
    }
  }
}
