package io.mmapdict.benchmarks;

import io.mmapdict.MmapDict;
import io.mmapdict.formats.Npy;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bulk copies against their limits, all in turns in one run. In memory, out of a mapped array of
 * 512 MiB: whole, and in runs of 8 KiB with gaps between them, against a plain copy of as many
 * bytes and numpy. From file to file: a put and an export of 512 MiB against {@code cp}, once by
 * the kernel, once of an array in memory. Median GB/s of so many rounds, nine unless told.
 */
public final class CopyRates {
  private static final int COLUMNS = 2048;
  private static final int ROWS = 1 << 15;
  private static final long BYTES = 8L * COLUMNS * ROWS;

  private static final String NUMPY =
      """
      import numpy, sys, time
      a = numpy.load(sys.argv[1], 'r')
      out, half = numpy.ones(a.shape), numpy.ones((a.shape[0], a.shape[1] // 2))
      for target, source in (out, a), (half, a[:, :a.shape[1] // 2]):
          times = []
          for _ in range(9):
              start = time.perf_counter(); target[...] = source
              times.append(time.perf_counter() - start)
          print(sorted(times)[4])
      """;

  private CopyRates() {}

  @FunctionalInterface
  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9;
    try (Scratch scratch = Scratch.of(arguments, 1)) {
      Path folder = scratch.folder();
      Path source = folder.resolve("source.npy");
      double[] values = new double[ROWS * COLUMNS];
      Arrays.setAll(values, i -> i % 1000);
      Npy.write(source, NDArray.of(values, ROWS, COLUMNS));
      NDArray mapped = Npy.map(source);
      inMemory(mapped, rounds);
      numpy(source);
      files(folder, mapped, rounds);
    }
  }

  private static void inMemory(NDArray mapped, int rounds)
      throws IOException, InterruptedException {
    NDArray into = NDArray.zeros(DType.FLOAT64, ROWS, COLUMNS);
    NDArray half = NDArray.zeros(DType.FLOAT64, ROWS, COLUMNS / 2);
    MemorySegment from = NDArray.zeros(DType.FLOAT64, ROWS, COLUMNS).asSegment();
    MemorySegment to = into.asSegment();
    from.fill((byte) 1);
    Map<String, Work> works = new LinkedHashMap<>();
    works.put("copyFrom, whole", () -> into.copyFrom(mapped));
    works.put("MemorySegment.copy, whole", () -> to.copyFrom(from));
    print(works, BYTES, rounds, () -> {});
    NDArray runs = mapped.slice(1, 0, COLUMNS / 2, 1);
    MemorySegment halfTo = half.asSegment();
    works.clear();
    works.put("copyFrom, in runs of 8 KiB", () -> half.copyFrom(runs));
    works.put(
        "MemorySegment.copy, as many bytes",
        () -> MemorySegment.copy(from, 0, halfTo, 0, BYTES / 2));
    print(works, BYTES / 2, rounds, () -> {});
  }

  private static void numpy(Path source) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("/usr/bin/python3", "-c", NUMPY, source.toString()).start();
    String[] said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toArray(String[]::new);
    if (process.waitFor() != 0) {
      throw new IOException("Python failed: is numpy there?");
    }
    print("numpy, whole", BYTES / Double.parseDouble(said[0]));
    print("numpy, in runs of 8 KiB", BYTES / 2 / Double.parseDouble(said[1]));
  }

  private static void files(Path folder, NDArray mapped, int rounds)
      throws IOException, InterruptedException {
    NDArray inMemory = mapped.copy();
    Path map = folder.resolve("map.mmdpickle");
    Path out = folder.resolve("out.npy");
    Map<String, Work> works = new LinkedHashMap<>();
    works.put("put, by the kernel", () -> store(map, mapped));
    works.put("put from memory", () -> store(map, inMemory));
    works.put("export, by the kernel", () -> Npy.write(out, mapped));
    works.put("export from memory", () -> Npy.write(out, inMemory));
    works.put("cp", () -> copy(folder.resolve("source.npy"), out));
    print(
        works,
        BYTES,
        rounds,
        () -> {
          Files.deleteIfExists(map);
          Files.deleteIfExists(out);
        });
  }

  private static void store(Path map, NDArray array) {
    try (MmapDict dict = MmapDict.open(map)) {
      dict.set("a", array);
    }
  }

  private static void copy(Path source, Path out) throws IOException, InterruptedException {
    String[] command = {"cp", "--reflink=never", source.toString(), out.toString()};
    if (new ProcessBuilder(command).start().waitFor() != 0) {
      throw new IOException("cp failed");
    }
  }

  /** Once more than told, and not the first: it warms up. */
  private static void print(Map<String, Work> works, long bytes, int rounds, Work before)
      throws IOException, InterruptedException {
    Map<String, double[]> seconds = new LinkedHashMap<>();
    for (int round = -1; round < rounds; round++) {
      for (Map.Entry<String, Work> each : works.entrySet()) {
        before.run();
        long start = System.nanoTime();
        each.getValue().run();
        if (round >= 0) {
          seconds.computeIfAbsent(each.getKey(), key -> new double[rounds])[round] =
              (System.nanoTime() - start) / 1e9;
        }
      }
    }
    seconds.forEach(
        (name, all) -> print(name, bytes / Arrays.stream(all).sorted().toArray()[rounds / 2]));
  }

  private static void print(String what, double bytesPerSecond) {
    System.out.printf("%-36s %6.2f GB/s%n", what, bytesPerSecond / 1e9);
  }
}
