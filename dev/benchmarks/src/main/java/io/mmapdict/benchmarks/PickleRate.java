package io.mmapdict.benchmarks;

import com.sun.management.ThreadMXBean;
import io.mmapdict.pickle.Codecs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.razorvine.pickle.Pickler;
import net.razorvine.pickle.Unpickler;

/**
 * How long it takes to load and to dump Python values, beside CPython's C pickle on the same bytes
 * and beside Pyrolite (which writes protocol 2 only). Medians of the later half of the rounds, the
 * collector's work included on all sides; and what a load allocates beside what its result holds.
 *
 * <p>Arguments: how many rounds (else 15), a folder to work in (else a temporary one).
 */
public final class PickleRate {
  /** Rounds of what is done sooner are more, so that all of it is compiled. */
  private static final long LEAST_NANOS = 2_000_000_000L;

  /** Rounds of what takes longer are fewer: Pyrolite takes seconds for some. */
  private static final long MOST_NANOS = 8_000_000_000L;

  private static final String PYTHON =
      """
      import pickle, random, statistics, sys, time
      rounds, folder = int(sys.argv[1]), sys.argv[2]
      rand = random.Random(1)
      keys = ['x', 'y', 'scale', 'angle']
      def nested():
          values = []
          for i in range(1000000): values.append([i])
          return values
      cases = {
          'ints': lambda: [rand.randrange(-10**9, 10**9) for i in range(1000000)],
          'floats': lambda: [rand.random() for i in range(1000000)],
          'str to float': lambda: {'key/%d' % i: rand.random() for i in range(100000)},
          'small dicts': lambda: [{key: rand.randrange(1000) for key in keys} for i in range(100000)],
          'dicts of 8 floats': lambda: [{'d': [rand.random() for j in range(8)]} for i in range(100000)],
          'nested lists': nested,
          'bytes': lambda: rand.randbytes(100000000),
      }
      def median(times): return statistics.median(times[len(times) // 2:])
      for name, make in cases.items():
          value = make()
          for protocol in (4, 5):
              loads, dumps = [], []
              for i in range(rounds):
                  start = time.perf_counter()
                  pickled = pickle.dumps(value, protocol)
                  dumps.append(time.perf_counter() - start)
                  start = time.perf_counter()
                  again = pickle.loads(pickled)
                  loads.append(time.perf_counter() - start)
                  del again
              with open('%s/%s.%d' % (folder, name, protocol), 'wb') as file: file.write(pickled)
              print('%s.%d:%f:%f' % (name, protocol, median(loads) * 1e3, median(dumps) * 1e3), flush=True)
      """;

  private PickleRate() {}

  /** What is timed. */
  private interface Work {
    Object run() throws IOException;
  }

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15;
    try (Scratch scratch = Scratch.of(arguments, 1)) {
      Path folder = scratch.folder();
      Process python =
          new ProcessBuilder("/usr/bin/python3", "-c", PYTHON, "" + rounds, folder.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String times = new String(python.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      for (String line : times.lines().toList()) {
        String[] words = line.split(":", 3);
        compare(
            words[0],
            Files.readAllBytes(folder.resolve(words[0])),
            rounds,
            Double.parseDouble(words[1]),
            Double.parseDouble(words[2]));
      }
    }
  }

  private static void compare(
      String name, byte[] pickle, int rounds, double pythonLoad, double pythonDump)
      throws IOException {
    Codecs codecs = Codecs.installed();
    MemorySegment segment = MemorySegment.ofArray(pickle);
    double load = millis(rounds, () -> codecs.load(segment));
    String held = held(codecs, segment);
    Object value = codecs.load(segment);
    double dump = millis(rounds, () -> codecs.dump(value));
    double otherLoad = millis(rounds, () -> new Unpickler().loads(pickle));
    Object other = new Unpickler().loads(pickle);
    double otherDump = millis(rounds, () -> dump(other));
    System.out.printf(
        Locale.ROOT,
        "%s: load %.1f ms, C %.1f (%.2f), Pyrolite %.1f (%.1f), %s; dump %.1f ms, C %.1f (%.2f),"
            + " Pyrolite %.1f (%.1f)%n",
        name,
        load,
        pythonLoad,
        pythonLoad / load,
        otherLoad,
        otherLoad / load,
        held,
        dump,
        pythonDump,
        pythonDump / dump,
        otherDump,
        otherDump / dump);
  }

  private static Object dump(Object value) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Pickler().dump(value, out);
    return out;
  }

  private static double millis(int rounds, Work work) throws IOException {
    System.gc(); // of what the one before has left
    List<Double> times = new ArrayList<>();
    for (long all = 0; all < LEAST_NANOS || (times.size() < rounds && all < MOST_NANOS); ) {
      long start = System.nanoTime();
      Object result = "";
      try {
        result = work.run();
      } finally {
        Reference.reachabilityFence(result); // so that no compiler leaves the work out
      }
      long nanos = System.nanoTime() - start;
      all += nanos;
      times.add(nanos / 1e6);
    }
    double[] warm =
        times.stream().skip(times.size() / 2).mapToDouble(Double::doubleValue).sorted().toArray();
    return warm[warm.length / 2];
  }

  /** What a load allocates, and what is left of it after a collection. */
  private static String held(Codecs codecs, MemorySegment pickle) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long usedBefore = used();
    long before = threads.getCurrentThreadAllocatedBytes();
    Object value = codecs.load(pickle);
    try {
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      long held = used() - usedBefore;
      return "allocates %.2f of %,d bytes held".formatted((double) allocated / held, held);
    } finally {
      Reference.reachabilityFence(value);
    }
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
