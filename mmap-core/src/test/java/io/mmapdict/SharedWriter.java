package io.mmapdict;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process whose threads put keys of their own, count together in one key with {@code merge}, race
 * for some keys with {@code putIfAbsent} and read all the while. Prints how many races it won.
 */
final class SharedWriter {
  static final int THREADS = 3;
  static final int PUTS = 150;
  static final int RACES = 40;

  private SharedWriter() {}

  public static void main(String[] arguments) throws Exception {
    System.out.println(run(Path.of(arguments[0]), arguments[1]));
  }

  /** Does the work of one process with a handle of its own. */
  static int run(Path file, String name) throws Exception {
    try (MmapDict dict = MmapDict.open(file)) {
      int[] won = new int[THREADS];
      List<Throwable> failures = new ArrayList<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        threads.add(
            Thread.ofPlatform()
                .uncaughtExceptionHandler((t, e) -> {
                  synchronized (failures) {
                    failures.add(e);
                  }
                })
                .start(() -> won[thread] = work(dict, name + "/" + thread)));
      }
      int sum = 0;
      for (int i = 0; i < THREADS; i++) {
        threads.get(i).join();
        sum += won[i];
      }
      for (Throwable failure : failures) {
        throw new AssertionError(name + " failed", failure);
      }
      return sum;
    }
  }

  private static int work(MmapDict dict, String name) {
    int won = 0;
    for (int i = 0; i < PUTS; i++) {
      String key = name + "/" + i;
      dict.set(key, "value of " + key);
      require(("value of " + key).equals(dict.get(key)), "lost " + key);
      dict.merge("count", 1L, (a, b) -> (Long) a + (Long) b);
      if (i < RACES) {
        won += dict.putIfAbsent("race/" + i, name) == null ? 1 : 0;
        require(dict.get("race/" + i) != null, "nobody won race " + i);
      }
      if (i % 10 == 9) {
        require(dict.remove(name + "/" + (i - 1)) != null, "cannot remove " + (i - 1));
      }
    }
    return won;
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }
}
