package io.mmapdict.interop;

import io.mmapdict.MmapDict;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/** Changes a file until it is killed, and says before and after each change what it changes. */
public final class KilledPeer {
  private static final int KEYS = 6;

  /** Above what is written without the lock (a reservation). */
  private static final int LARGE_BYTES = 3_000_000;

  private KilledPeer() {}

  public static void main(String[] arguments) {
    Random random = new Random(Long.parseLong(arguments[2]));
    PrintStream log = new PrintStream(new FileOutputStream(FileDescriptor.out), true);
    try (MmapDict dict = MmapDict.open(Path.of(arguments[0]))) {
      log.println("opened");
      for (int number = 0; ; number++) {
        String value = arguments[1] + ":" + number;
        String key = "java/" + random.nextInt(KEYS);
        String other = "java/" + (KEYS + random.nextInt(KEYS));
        switch (random.nextInt(60)) {
          case 0, 1, 2 -> dict.vacuum(); // nobody else of ours has the file
          case 3 -> dict.reclaim();
          case 4, 5, 6, 7, 8, 9 -> {
            log.println("try " + key + " -");
            dict.delete(key);
            log.println("did " + key + " -");
          }
          case 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 -> {
            log.println("try " + key + " " + value);
            log.println("try " + other + " " + value);
            dict.putAll(Map.of(key, value, other, value));
            log.println("did " + key + " " + value);
            log.println("did " + other + " " + value);
          }
          case 20, 21, 22, 23, 24, 25, 26 -> {
            byte[] large = new byte[LARGE_BYTES + random.nextInt(10_000)];
            log.println("try large " + large.length);
            dict.set("large", large);
            log.println("did large " + large.length);
          }
          default -> {
            log.println("try " + key + " " + value);
            dict.set(key, value);
            log.println("did " + key + " " + value);
          }
        }
      }
    }
  }
}
