package io.mmapdict.testkit;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How much of a mapping this process has touched, as {@code /proc/self/smaps} says. */
public final class Resident {
  private Resident() {}

  /**
   * Bytes of the mapping that a segment is part of.
   *
   * @throws AssertionError if there is none
   */
  public static long bytes(MemorySegment segment) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc/self/smaps"));
    boolean inside = false;
    for (String line : lines) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        int dash = line.indexOf('-');
        inside =
            Long.parseUnsignedLong(line, 0, dash, 16) <= segment.address()
                && segment.address()
                    < Long.parseUnsignedLong(line, dash + 1, line.indexOf(' '), 16);
      } else if (inside && line.startsWith("Rss:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    throw new AssertionError("no mapping has " + segment);
  }
}
