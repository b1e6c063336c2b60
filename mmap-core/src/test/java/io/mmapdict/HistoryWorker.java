package io.mmapdict;

import io.mmapdict.History.Operation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A process whose threads do random things to a few keys and print what they saw. Every value is
 * written once only, so that who saw it tells when he saw it.
 */
final class HistoryWorker {
  private HistoryWorker() {}

  /** Arguments: the file, a name, a seed, how many threads, operations of each, keys. */
  public static void main(String[] arguments) throws Exception {
    int threads = Integer.parseInt(arguments[3]);
    Random random = new Random(Long.parseLong(arguments[2]));
    try (MmapDict dict = MmapDict.open(Path.of(arguments[0]));
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      System.out.println("ready");
      if (System.in.read() < 0) {
        throw new AssertionError("nobody said go");
      }
      List<Future<List<Operation>>> results = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        Random own = new Random(random.nextLong());
        String name = arguments[1] + "." + i;
        int operations = Integer.parseInt(arguments[4]);
        int keys = Integer.parseInt(arguments[5]);
        results.add(pool.submit(() -> work(dict, name, own, operations, keys)));
      }
      for (Future<List<Operation>> result : results) {
        result.get().forEach(System.out::println);
      }
    }
  }

  private static List<Operation> work(
      MmapDict dict, String name, Random random, int operations, int keys) {
    List<Operation> log = new ArrayList<>();
    String last = History.NOTHING;
    for (int i = 0; i < operations; i++) {
      Operation op = one(dict, "key" + random.nextInt(keys), name + "." + i, last, random);
      last = op.what().equals("get") || random.nextBoolean() ? op.result() : op.written();
      log.add(op);
    }
    return log;
  }

  /** What a function was given last. */
  private static final class Given {
    String value = History.NOTHING;

    Object write(@Nullable Object old, String value) {
      this.value = word(old);
      return value;
    }
  }

  private static Operation one(
      MmapDict dict, String key, String value, String seen, Random random) {
    Given given = new Given();
    String none = History.NOTHING;
    int choice = random.nextInt(12);
    long start = System.nanoTime();
    return switch (choice) {
      case 0, 1 -> op(key, "get", start, none, none, dict.get(key));
      case 2 -> op(key, "put", start, none, value, dict.put(key, value));
      case 3 -> op(key, "remove", start, none, none, dict.remove(key));
      case 4 -> op(key, "putIfAbsent", start, none, value, dict.putIfAbsent(key, value));
      case 5 -> op(key, "replace", start, none, value, dict.replace(key, value));
      case 6 -> op(key, "replaceIf", start, seen, value, dict.replace(key, seen, value));
      case 7 -> op(key, "removeIf", start, seen, none, dict.remove(key, seen));
      case 8 -> {
        Object result = dict.compute(key, (k, old) -> given.write(old, value));
        yield op(key, "compute", start, given.value, value, result);
      }
      case 9 ->
          op(key, "computeIfAbsent", start, none, value, dict.computeIfAbsent(key, k -> value));
      case 10 -> {
        Object result = dict.computeIfPresent(key, (k, old) -> given.write(old, value));
        String argument = result == null ? none : given.value;
        yield op(key, "computeIfPresent", start, argument, value, result);
      }
      default -> { // the last time it may have found nothing to give to the function
        Object result = dict.merge(key, value, (old, now) -> given.write(old, value + "m"));
        String argument = result.equals(value) ? none : given.value;
        yield op(key, "merge", start, argument, word(result), result);
      }
    };
  }

  /** The end is taken here, after the operation. */
  private static Operation op(
      String key,
      String what,
      long start,
      String argument,
      String written,
      @Nullable Object result) {
    return new Operation(key, what, start, System.nanoTime(), argument, written, word(result));
  }

  private static String word(@Nullable Object value) {
    return value == null ? History.NOTHING : value.toString();
  }
}
