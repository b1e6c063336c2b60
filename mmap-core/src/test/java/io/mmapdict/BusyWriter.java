package io.mmapdict;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A process that puts at an even pace, half of it replacements, and deletes; it says in a file of
 * its own how many keys it has appended so far and whether it is done.
 */
final class BusyWriter {
  /** That are there from the start and replaced in turn. */
  static final int KEYS = 50;

  /** A value that lies in several pages now and then. */
  private static final int LONG_TEXT = 20_000;

  private BusyWriter() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path file = Path.of(arguments[0]);
    int puts = Integer.parseInt(arguments[2]);
    long nanosPerPut = Long.parseLong(arguments[3]) * 1_000_000_000L / puts;
    try (MmapDict dict = MmapDict.open(file);
        RandomAccessFile progress = new RandomAccessFile(arguments[1], "rw")) {
      for (int i = 0; i < KEYS; i++) {
        dict.set("replaced/" + i, -1L);
      }
      tell(progress, 0, false);
      System.out.println("started");
      long start = System.nanoTime();
      for (int i = 0; i < puts; i++) {
        if (i % 2 == 0) {
          dict.set("replaced/" + i / 2 % KEYS, (long) i);
        } else {
          int number = i / 2;
          dict.set("appended/" + number, number % 500 == 0 ? "x".repeat(LONG_TEXT) : "x");
          tell(progress, number + 1, false);
        }
        if (i % 10 == 0) {
          dict.set("fleeting/" + i, "soon gone");
          dict.delete("fleeting/" + i);
        }
        long ahead = start + i * nanosPerPut - System.nanoTime();
        if (ahead > 1_000_000) {
          Thread.sleep(ahead / 1_000_000);
        }
      }
      tell(progress, puts / 2, true);
    }
  }

  private static void tell(RandomAccessFile progress, long appended, boolean done)
      throws IOException {
    progress.seek(0); // nine bytes in one write: no reader sees a part
    progress.write(
        ByteBuffer.allocate(Long.BYTES + 1).putLong(appended).put((byte) (done ? 1 : 0)).array());
  }
}
