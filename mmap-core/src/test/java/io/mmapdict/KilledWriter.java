package io.mmapdict;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Random;

/**
 * A process that changes a file until it is killed, and says on standard output what it has done
 * once it is done: {@code put KEY NUMBER} or {@code remove KEY}.
 */
final class KilledWriter {
  /** Of some values; the mapping, the buffer and the page cache all take part. */
  private static final int LARGE = 3_000_000;

  private static final int MOST_LARGE = 10;
  private static final int KEYS = 20;

  private KilledWriter() {}

  public static void main(String[] arguments) {
    Path file = Path.of(arguments[0]);
    String name = arguments[1];
    Random random = new Random(Long.parseLong(arguments[2]));
    PrintStream acknowledged =
        new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true);
    int large = 0;
    try (MmapDict dict = MmapDict.open(file)) {
      acknowledged.println("opened");
      for (long number = 0; ; number++) {
        String key = name + "/" + random.nextInt(KEYS);
        if (random.nextInt(8) == 0) {
          acknowledged.println("removing " + key);
          dict.delete(key);
          acknowledged.println("removed " + key);
        } else {
          int length = random.nextInt(200);
          if (random.nextInt(20) == 0 && large < MOST_LARGE) {
            length = random.nextInt(LARGE);
            large++;
          }
          acknowledged.println("putting " + key + " " + number + " " + length);
          dict.set(key, number + ":" + "x".repeat(length));
          acknowledged.println("put " + key + " " + number + " " + length);
        }
      }
    }
  }
}
