package io.mmapdict.benchmarks;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.mmapdict.EntryInfo;
import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * What a get costs, warm: of mapped arrays of 16 by 16 and of 3 by 3 doubles (a transform), keys in
 * random order and in that of the file. Beside it what the same look-ups cost without decoding
 * ({@code containsKey}), and the bare limit: a HashMap that knows where each value is, its frame's
 * head, its opcodes and its trailer touched, one slice made. Wall time, and the thread's own.
 *
 * <p>Arguments: how many keys (else 100,000), a folder to work in (else a temporary one).
 */
public final class GetRate {
  private static final int ROUNDS = 31;
  private static final int[] SIDES = {16, 3};

  private GetRate() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    int keys = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
    Path folder =
        arguments.length > 1 ? Path.of(arguments[1]) : Files.createTempDirectory("get-rate");
    for (int side : SIDES) {
      Path file = folder.resolve("get-rate.mmdpickle");
      Files.deleteIfExists(file);
      try {
        fill(file, keys, side);
        measure(file, side, "file", names(keys));
        measure(file, side, "random", shuffled(keys));
      } finally {
        Files.deleteIfExists(file);
      }
    }
  }

  private static void measure(Path file, int side, String orderName, String[] order)
      throws IOException {
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY);
        Arena arena = Arena.ofShared()) {
      Times got = new Times();
      Times found = new Times();
      Times bare = new Times();
      Touches touches = Touches.of(file, dict, arena);
      for (int round = 0; round < ROUNDS; round++) {
        long sum = got.round(order, key -> dict.get(key, NDArray.class).shape().length(0));
        sum += found.round(order, key -> dict.containsKey(key) ? 1 : 0);
        sum += bare.round(order, touches::touch);
        if (sum != (side + 2L) * order.length) {
          throw new AssertionError("found " + sum);
        }
      }
      String what = "%,d keys in %s order, %d x %d".formatted(order.length, orderName, side, side);
      got.print(what + ", get");
      found.print(what + ", containsKey");
      bare.print(what + ", bare limit");
    }
  }

  private static void fill(Path file, int keys, int side) {
    try (MmapDict dict = MmapDict.open(file)) {
      NDArray array = NDArray.zeros(DType.FLOAT64, side, side);
      for (String key : names(keys)) {
        dict.set(key, array);
      }
    }
  }

  private static String[] names(int keys) {
    return IntStream.range(0, keys).mapToObj(i -> "frame/" + i).toArray(String[]::new);
  }

  private static String[] shuffled(int keys) {
    List<String> names = Arrays.asList(names(keys));
    Collections.shuffle(names, new Random(1));
    return names.toArray(String[]::new);
  }

  /** What no reader of such a file can do without. */
  private record Touches(MemorySegment file, Map<String, EntryInfo> places) {
    static Touches of(Path path, MmapDict dict, Arena arena) throws IOException {
      Map<String, EntryInfo> places = new HashMap<>();
      for (EntryInfo entry : dict.entries()) {
        places.put(entry.key(), entry);
      }
      try (FileChannel channel = FileChannel.open(path)) {
        return new Touches(channel.map(MapMode.READ_ONLY, 0, channel.size(), arena), places);
      }
    }

    /** 1, for a live entry. */
    long touch(String key) {
      EntryInfo place = places.get(key);
      long end = place.offset() + place.length();
      int frame = file.get(JAVA_BYTE, place.offset()) & 0xff;
      int opcode = file.get(JAVA_BYTE, place.valueOffset()) & 0xff;
      int valid = file.get(JAVA_BYTE, end - 2) & 0xff;
      MemorySegment value = file.asSlice(place.valueOffset(), place.valueLength());
      return frame == 0x95 && opcode == 0x8c && valid == 0x88 && value.byteSize() > 0 ? 1 : 0;
    }
  }

  /** Nanoseconds a look-up, round by round. */
  private static final class Times {
    private final double[] wall = new double[ROUNDS];
    private final double[] own = new double[ROUNDS];
    private int count;

    long round(String[] order, ToLongFunction<String> look) {
      long ownStart = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      long start = System.nanoTime();
      long sum = 0;
      for (String key : order) {
        sum += look.applyAsLong(key);
      }
      wall[count] = (double) (System.nanoTime() - start) / order.length;
      long ownEnd = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      own[count++] = (double) (ownEnd - ownStart) / order.length;
      return sum;
    }

    void print(String what) {
      System.out.printf("%s: %s, of CPU %s%n", what, median(wall), median(own));
    }

    /** Of the later half of the rounds, when it is compiled. */
    private static String median(double[] rounds) {
      double[] warm = Arrays.copyOfRange(rounds, ROUNDS / 2, ROUNDS);
      Arrays.sort(warm);
      return "median %.0f ns (%.0f to %.0f)"
          .formatted(warm[warm.length / 2], warm[0], warm[warm.length - 1]);
    }
  }
}
