package io.mmapdict.benchmarks;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory that a file is written to before it reaches the disk. */
final class Memory {
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final String AVAILABLE = "MemAvailable:";

  /** What is left to others. */
  private static final long SPARED_BYTES = 3L << 30;

  private Memory() {}

  /**
   * Uses all that is free, and frees it. A virtual machine gives free memory back to its host;
   * writing to it again for the first time takes four times as long, whoever is the first.
   */
  static void touch() throws IOException {
    long free = available() - SPARED_BYTES;
    if (free > 0) {
      try (Arena arena = Arena.ofConfined()) {
        arena.allocate(free, Long.BYTES);
      }
    }
  }

  private static long available() throws IOException {
    for (String line : Files.readAllLines(MEMORY)) {
      if (line.startsWith(AVAILABLE)) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    throw new IOException(MEMORY + " does not say what is available");
  }
}
