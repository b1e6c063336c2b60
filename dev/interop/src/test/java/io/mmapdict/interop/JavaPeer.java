package io.mmapdict.interop;

import static java.util.Objects.requireNonNull;

import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.NDArray;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A process of ours beside {@code peer.py}: the same words on standard input and output, the same
 * keys and values. Its threads share one handle, each an owner of its own.
 */
final class JavaPeer {
  static final List<String> KINDS = List.of("text", "array", "masked");
  private static final int SHARED = 4;

  private final MmapDict dict;
  private final String owner;
  private final Random choose;
  private final Map<String, Integer> seen = new HashMap<>();

  private JavaPeer(MmapDict dict, String owner, long seed) {
    this.dict = dict;
    this.owner = owner;
    this.choose = new Random(seed);
  }

  /** Arguments: file, owner, seed, operations, threads. */
  public static void main(String[] arguments) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    int operations = Integer.parseInt(arguments[3]);
    try (MmapDict dict = MmapDict.open(Path.of(arguments[0]), OpenMode.READ_WRITE)) {
      System.out.println("ready");
      requireNonNull(in.readLine());
      List<Thread> threads = new ArrayList<>();
      List<Throwable> failures = new ArrayList<>();
      for (int i = 0; i < Integer.parseInt(arguments[4]); i++) {
        JavaPeer peer = new JavaPeer(dict, arguments[1] + i, Long.parseLong(arguments[2]) + i);
        Thread thread = new Thread(() -> peer.run(operations));
        thread.setUncaughtExceptionHandler((dead, failure) -> {
          synchronized (failures) {
            failures.add(failure);
          }
        });
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      if (!failures.isEmpty()) {
        throw new AssertionError("a thread failed", failures.getFirst());
      }
      System.out.println("done");
      requireNonNull(in.readLine());
      List<String> keys = dict.keySet().stream().sorted().map(key -> '"' + key + '"').toList();
      System.out.println("keys [" + String.join(", ", keys) + "]");
    }
  }

  private void run(int operations) {
    for (int number = 1; number <= operations; number++) {
      change(number);
      checkOne();
    }
  }

  private void change(int number) {
    double what = choose.nextDouble();
    if (what < 0.2) {
      String key = "shared/" + choose.nextInt(SHARED);
      dict.set(key, value("text", owner, number));
      say("put " + key + " " + number + " " + owner);
      return;
    }
    String kind = KINDS.get(choose.nextInt(KINDS.size()));
    String key = owner + "/" + kind + "/" + choose.nextInt(5);
    if (what < 0.35 && dict.containsKey(key)) {
      if (!dict.delete(key)) {
        throw new AssertionError(key + " was there and is not");
      }
      say("del " + key);
    } else {
      dict.set(key, value(kind, owner, number));
      say("put " + key + " " + number);
    }
  }

  private static void say(String line) {
    synchronized (System.out) {
      System.out.println(line);
    }
  }

  /** What {@code value} in {@code peer.py} gives. */
  static Object value(String kind, String owner, int number) {
    if (kind.equals("text")) {
      return List.of(owner, (long) number, "x".repeat(number * 37 % 300));
    }
    long[] shape =
        kind.equals("array") ? new long[] {3, 1 + number % 7} : new long[] {1 + number % 5};
    int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    int[] elements = new int[size];
    Arrays.fill(elements, number);
    NDArray data = NDArray.of(elements, shape);
    if (kind.equals("array")) {
      return data.as(ArrayForm.MMAPPICKLE);
    }
    boolean[] mask = new boolean[size];
    Arrays.fill(mask, number % 2 == 1);
    return MaskedArray.of(data, NDArray.of(mask, shape)).as(ArrayForm.MMAPPICKLE);
  }

  /** Reads one key, of anybody: whole, of its key's kind, and no older than before. */
  private void checkOne() {
    List<String> keys = List.copyOf(dict.keySet());
    if (keys.isEmpty()) {
      return;
    }
    String key = keys.get(choose.nextInt(keys.size()));
    Object value = dict.get(key);
    if (value == null) {
      return;
    }
    int number = numberOf(key, value);
    if (!key.startsWith("shared/") && seen.merge(key, number, Math::max) > number) {
      throw new AssertionError(key + " went from " + seen.get(key) + " back to " + number);
    }
  }

  /** The number in a value; fails where the value is not exactly what is written for it. */
  static int numberOf(String key, Object found) {
    String kind = key.startsWith("shared/") ? "text" : key.split("/", -1)[1];
    int number;
    String owner = "";
    if (found instanceof List<?> list) {
      owner = (String) list.get(0);
      number = ((Long) list.get(1)).intValue();
    } else {
      NDArray data = found instanceof MaskedArray masked ? masked.data() : (NDArray) found;
      if (data.fileOffset().isEmpty()) {
        throw new AssertionError(key + " is not mapped");
      }
      number = data.reshape(data.size()).at(0).getInt();
    }
    String expected = Describe.text(value(kind, owner, number));
    if (!expected.equals(Describe.text(found))) {
      throw new AssertionError(key + " is " + Describe.text(found) + ", expected " + expected);
    }
    return number;
  }
}
