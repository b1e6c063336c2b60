package io.mmapdict;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A process that changes a file until it is killed, and says on standard output what it is about to
 * do and, once it is done, what it has done: {@code putting KEY VALUE}, {@code put KEY VALUE},
 * {@code removing KEY}, {@code removed KEY}. It begins when it is told the file, a name of its own,
 * a round and a seed, a line each.
 */
final class KilledWriter {
  /** Of some values; most of them are reserved, and then written without the lock. */
  private static final int LARGE = 3_000_000;

  private static final int MOST_LARGE = 6;
  private static final int KEYS = 20;

  /** That all writers of a round put under. */
  private static final int SHARED_KEYS = 3;

  /** What a vacuum and a reclaim are refused for, beside others. */
  private static final List<String> REFUSALS = List.of("may write to it", "has it open");

  private final MmapDict dict;
  private final String name;
  private final String round;
  private final Random random;
  private final PrintStream said =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.US_ASCII);
  private int large;

  private KilledWriter(MmapDict dict, String name, String round, long seed) {
    this.dict = dict;
    this.name = name;
    this.round = round;
    this.random = new Random(seed);
  }

  public static void main(String[] arguments) throws IOException {
    BufferedReader told =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (MmapDict dict = MmapDict.open(Path.of(told.readLine()))) {
      new KilledWriter(dict, told.readLine(), told.readLine(), Long.parseLong(told.readLine()))
          .run();
    }
  }

  private void run() {
    said.println("opened");
    for (long number = 0; ; number++) {
      String mark = round + name + "." + number;
      String key =
          random.nextInt(4) == 0
              ? "shared/" + random.nextInt(SHARED_KEYS)
              : name + "/" + random.nextInt(KEYS);
      switch (random.nextInt(100)) {
        case 0, 1 -> unlessRefused(MmapDict::vacuum);
        case 2, 3 -> unlessRefused(MmapDict::reclaim);
        case 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 -> {
          said.println("removing " + key);
          dict.delete(key);
          said.println("removed " + key);
        }
        case 15, 16, 17, 18, 19, 20, 21, 22, 23, 24 ->
            putTwo(key, name + "/other" + random.nextInt(KEYS), mark);
        case 25, 26, 27, 28, 29 -> put(key, mark, large++ < MOST_LARGE ? LARGE : 200);
        default -> put(key, mark, 200);
      }
    }
  }

  private void put(String key, String mark, int mostBytes) {
    String text = mark + ":" + "x".repeat(random.nextInt(mostBytes));
    said.println("putting " + key + " " + described(text));
    dict.set(key, mostBytes == LARGE ? text.getBytes(StandardCharsets.US_ASCII) : text);
    said.println("put " + key + " " + described(text));
  }

  private void putTwo(String key, String other, String mark) {
    String text = mark + ":" + "x".repeat(random.nextInt(200));
    said.println("putting " + key + " " + described(text));
    said.println("putting " + other + " " + described(text));
    dict.putAll(Map.of(key, text, other, text));
    said.println("put " + key + " " + described(text));
    said.println("put " + other + " " + described(text));
  }

  private void unlessRefused(Consumer<MmapDict> action) {
    try {
      action.accept(dict);
    } catch (MmapDictException e) {
      if (REFUSALS.stream().noneMatch(e.getMessage()::contains)) {
        throw e;
      }
    }
  }

  /** What stands before the colon, and how many x behind it. */
  private static String described(String text) {
    int colon = text.indexOf(':');
    return text.substring(0, colon) + " " + (text.length() - colon - 1);
  }
}
