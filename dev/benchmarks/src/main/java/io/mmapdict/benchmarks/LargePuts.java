package io.mmapdict.benchmarks;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A put of 1 GiB, open and close with it, against {@code posix_fallocate} and {@code pwrite} of the
 * same bytes, by the same process from the same memory: where its pages happen to lie changes the
 * rate by more than a put costs. In the folder for temporary files and in {@code /dev/shm}, which
 * no disk slows.
 */
public final class LargePuts {
  private static final long GIB = 1L << 30;
  private static final long AT_ONCE = 16 << 20;
  private static final double MIB = 1 << 20;

  /** The first of each is not counted: the classes are loaded in it, the memory is new. */
  private static final int TURNS = 41;

  private static final int CREATE_READ_WRITE = 0102;
  private static final int OWNER_ONLY = 0600;

  private static final MethodHandle OPEN =
      link(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle FALLOCATE =
      link("posix_fallocate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle PWRITE =
      link("pwrite", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle CLOSE =
      link("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private LargePuts() {}

  public static void main(String[] arguments) throws Throwable {
    measure(Path.of(System.getProperty("java.io.tmpdir")));
    Path memory = Path.of("/dev/shm");
    if (Files.isDirectory(memory) && Files.getFileStore(memory).getUsableSpace() > 2 * GIB) {
      measure(memory);
    } else {
      System.out.println("no 2 GiB of /dev/shm: left out");
    }
  }

  private static void measure(Path where) throws Throwable {
    Path folder = Files.createTempDirectory(where, "large-puts");
    Path file = folder.resolve("file");
    double[] ours = new double[TURNS];
    double[] plain = new double[TURNS];
    long heap = 0;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(GIB, 64).fill((byte) 1);
      MemorySegment path = arena.allocateFrom(file.toString());
      for (int turn = 0; turn < TURNS; turn++) {
        for (int half = 0; half < 2; half++) {
          System.gc();
          Disk.sync();
          long start;
          if (half == turn % 2) { // now the one first, now the other
            resetPeakHeap();
            start = System.nanoTime();
            try (MmapDict dict = MmapDict.open(file)) {
              dict.set("a", NDArray.over(bytes, DType.FLOAT32, GIB / 4));
            }
            ours[turn] = GIB / (double) (System.nanoTime() - start);
            heap = Math.max(heap, peakHeap());
          } else {
            start = System.nanoTime();
            write(path, bytes);
            plain[turn] = GIB / (double) (System.nanoTime() - start);
          }
          Files.delete(file);
        }
      }
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
    System.out.println("in " + where + ", GB/s");
    print("put of 1 GiB", ours);
    print("posix_fallocate and pwrite", plain);
    System.out.printf(
        "by the medians %.2f, by the time of all %.2f; peak heap %.1f MiB%n",
        quantile(ours, 2) / quantile(plain, 2), ratio(ours, plain), heap / MIB);
  }

  private static void write(MemorySegment path, MemorySegment bytes) throws Throwable {
    int fd = (int) OPEN.invokeExact(path, CREATE_READ_WRITE, OWNER_ONLY);
    if (fd < 0 || (int) FALLOCATE.invokeExact(fd, 0L, GIB) != 0) {
      throw new IOException("no room for 1 GiB");
    }
    for (long at = 0; at < GIB; at += AT_ONCE) {
      if ((long) PWRITE.invokeExact(fd, bytes.asSlice(at), AT_ONCE, at) != AT_ONCE) {
        throw new IOException("a write that is not whole");
      }
    }
    if ((int) CLOSE.invokeExact(fd) != 0) {
      throw new IOException("cannot be closed");
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle link(
      String name, FunctionDescriptor function, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), function, options);
  }

  private static void resetPeakHeap() {
    ManagementFactory.getMemoryPoolMXBeans().forEach(pool -> pool.resetPeakUsage());
  }

  private static long peakHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }

  private static void print(String what, double[] rates) {
    System.out.printf(
        "%-28s median %.2f, quartiles %.2f and %.2f, fastest %.2f%n",
        what, quantile(rates, 2), quantile(rates, 1), quantile(rates, 3), quantile(rates, 4));
  }

  /** A quarter, of all but the first. */
  private static double quantile(double[] rates, int quarter) {
    double[] sorted = Arrays.stream(rates).skip(1).sorted().toArray();
    return sorted[Math.min(sorted.length - 1, sorted.length * quarter / 4)];
  }

  /** By the time that all but the first took together. */
  private static double ratio(double[] ours, double[] plain) {
    return seconds(plain) / seconds(ours);
  }

  private static double seconds(double[] rates) {
    return Arrays.stream(rates).skip(1).map(rate -> GIB / rate).sum();
  }
}
