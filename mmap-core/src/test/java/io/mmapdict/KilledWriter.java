package io.mmapdict;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
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
        switch (random.nextInt(8)) {
          case 0 -> {
            acknowledged.println("removing " + key);
            dict.delete(key);
            acknowledged.println("removed " + key);
          }
          case 1 -> {
            String other = name + "/other" + random.nextInt(KEYS);
            String text = number + ":" + "x".repeat(random.nextInt(200));
            acknowledged.println("putting " + key + " " + described(text));
            acknowledged.println("putting " + other + " " + described(text));
            dict.putAll(Map.of(key, text, other, text));
            acknowledged.println("put " + key + " " + described(text));
            acknowledged.println("put " + other + " " + described(text));
          }
          default -> {
            boolean isLarge = random.nextInt(20) == 0 && large < MOST_LARGE;
            String text = number + ":" + "x".repeat(random.nextInt(isLarge ? LARGE : 200));
            acknowledged.println("putting " + key + " " + described(text));
            dict.set(key, isLarge ? text.getBytes(StandardCharsets.US_ASCII) : text);
            acknowledged.println("put " + key + " " + described(text));
            large += isLarge ? 1 : 0;
          }
        }
      }
    }
  }

  /** The number and how many x follow it. */
  private static String described(String text) {
    int colon = text.indexOf(':');
    return text.substring(0, colon) + " " + (text.length() - colon - 1);
  }
}
