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
  private static final int LARGE_BYTES = 2_000_000;

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
        switch (random.nextInt(6)) {
          case 0 -> {
            log.println("try " + key + " -");
            dict.delete(key);
            log.println("did " + key + " -");
          }
          case 1 -> {
            log.println("try " + key + " " + value);
            log.println("try " + other + " " + value);
            dict.putAll(Map.of(key, value, other, value));
            log.println("did " + key + " " + value);
            log.println("did " + other + " " + value);
          }
          case 2 -> {
            log.println("try large " + value);
            byte[] large = new byte[LARGE_BYTES + random.nextInt(100)];
            large[LARGE_BYTES / 2] = (byte) number;
            dict.set("large", large);
            log.println("did large " + value);
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
