package io.mmapdict.benchmarks;

import com.sun.management.ThreadMXBean;
import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.stubs.GrowableNDArray;
import io.mmapdict.stubs.ZerosNDArray;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;

/**
 * Large arrays against their limits, each in the same run: sums by every way to the elements
 * against a {@code double[]} and numpy, columns of a stack against numpy, appends against plain
 * writes, and a stub of 100 GiB. Takes how many frames of 1 MiB are appended; the files lie in the
 * folder for temporary files.
 */
public final class ArrayRates {
  private static final int GIB = 1 << 30;
  private static final int MIB = 1 << 20;
  private static final int ROW = 8192;
  private static final int ROUNDS = 9;

  /**
   * Ours and the peer in turns, for what the disk has still to write slows either, and where memory
   * happens to lie, too.
   */
  private static final int TURNS = 9;

  private static final int APPEND_TURNS = 5;

  private static final String PYTHON = "/usr/bin/python3";

  private static final String NUMPY_SUM =
      """
      import numpy, sys, time
      a = numpy.memmap(sys.argv[1], 'f8', 'r', int(sys.argv[2]), (1 << 27,))
      best = []
      for _ in range(9):
          start = time.perf_counter(); a.sum(); best.append(time.perf_counter() - start)
      print(sorted(best)[4])
      """;

  private static final String NUMPY_COLUMNS =
      """
      import numpy, sys, time
      a = numpy.memmap(sys.argv[1], 'f4', 'r', int(sys.argv[2]), (64, 1024, 1024))
      out = numpy.empty((1024, 1024, 64), 'f4')
      times = []
      for _ in range(9):
          start = time.perf_counter(); out[...] = a.transpose(1, 2, 0)
          times.append(time.perf_counter() - start)
      print(sorted(times)[4])
      """;

  private ArrayRates() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("array-rates");
    try {
      if (arguments.length > 0 && arguments[0].equals("elements")) {
        elements(folder);
        return;
      }
      sums(folder);
      columns(folder);
      appends(folder, arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000);
      stub(folder);
    } finally {
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  private static void sums(Path folder) throws IOException, InterruptedException {
    Path file = folder.resolve("sum.mmd");
    double[] values = new double[GIB / 8];
    Arrays.setAll(values, i -> i % 1000);
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("a", NDArray.of(values));
      NDArray array = dict.get("a", NDArray.class);
      byte[] odd = new byte[GIB - 8 + 3]; // elements at odd places
      MemorySegment.copy(array.asSegment(), 0, MemorySegment.ofArray(odd), 3, GIB - 8);
      dict.put("odd", NDArray.of(odd));
      NDArray unaligned =
          NDArray.over(
              dict.get("odd", NDArray.class).asSegment().asSlice(3), DType.FLOAT64, GIB / 8 - 1);
      print("sum over double[], one sum", rate(GIB, () -> plain(values)));
      print("sum over asSegment(), one sum", rate(GIB, () -> plain(array.asSegment())));
      print("the same, unaligned", rate(GIB, () -> plain(unaligned.asSegment())));
      print("NDArray.sum()", rate(GIB, array::sum));
      print("the same, unaligned", rate(GIB, unaligned::sum));
      long at = array.fileOffset().orElseThrow();
      print("numpy's sum of the same bytes", GIB / python(NUMPY_SUM, file, at) / 1e9);
    }
  }

  private static double plain(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  private static double plain(MemorySegment values) {
    double sum = 0;
    for (long at = 0; at < values.byteSize(); at += Double.BYTES) {
      sum += values.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, at);
    }
    return sum;
  }

  private static void elements(Path folder) {
    try (MmapDict dict = MmapDict.open(folder.resolve("elements.mmd"))) {
      double[] values = new double[GIB / 8];
      Arrays.setAll(values, i -> i % 1000);
      dict.put("a", NDArray.of(values, GIB / 8 / ROW, ROW));
      NDArray matrix = dict.get("a", NDArray.class);
      NDArray vector = matrix.reshape(GIB / 8);
      print("sum over double[]", rate(GIB, () -> plain(values)));
      print("sum by at(i)", rate(GIB, () -> byIndex(vector)));
      print("sum by at(i, j)", rate(GIB, () -> byIndices(matrix)));
    }
  }

  private static double byIndex(NDArray values) {
    double sum = 0;
    for (long i = 0; i < values.size(); i++) {
      sum += values.at(i).getDouble();
    }
    return sum;
  }

  private static double byIndices(NDArray values) {
    double sum = 0;
    for (long i = 0; i < values.size() / ROW; i++) {
      for (long j = 0; j < ROW; j++) {
        sum += values.at(i, j).getDouble();
      }
    }
    return sum;
  }

  private static double median(double[] values) {
    return Arrays.stream(values).sorted().toArray()[values.length / 2];
  }

  private static void columns(Path folder) throws IOException, InterruptedException {
    Path file = folder.resolve("columns.mmd");
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("stack", NDArray.zeros(DType.FLOAT32, 64, 1024, 1024));
      NDArray stack = dict.get("stack", NDArray.class);
      stack.fill(1);
      NDArray columns = stack.transpose(1, 2, 0);
      long at = stack.fileOffset().orElseThrow();
      double bytes = stack.byteSize();
      double[] ours = new double[TURNS];
      double[] numpy = new double[TURNS];
      for (int round = 0; round < TURNS; round++) {
        NDArray out = NDArray.zeros(DType.FLOAT32, 1024, 1024, 64); // elsewhere in memory each time
        ours[round] =
            rate(
                bytes,
                () -> {
                  out.copyFrom(columns);
                  return 0;
                });
        numpy[round] = bytes / python(NUMPY_COLUMNS, file, at) / 1e9;
      }
      print("columns along Z, all X and Y, copied", median(ours));
      print("numpy's copy of the same", median(numpy));
      System.out.printf("    each round: %s, numpy %s%n", texts(ours), texts(numpy));
      print("the same, summed by at(z, y, x)", rate(bytes, () -> sumColumns(stack)));
    }
  }

  private static String texts(double[] rates) {
    return Arrays.stream(rates).mapToObj("%.2f"::formatted).collect(Collectors.joining(" "));
  }

  private static double sumColumns(NDArray stack) {
    double sum = 0;
    for (long y = 0; y < 1024; y++) {
      for (long x = 0; x < 1024; x++) {
        for (long z = 0; z < 64; z++) {
          sum += stack.at(z, y, x).getDouble();
        }
      }
    }
    return sum;
  }

  private static void appends(Path folder, int frames) throws IOException, InterruptedException {
    NDArray frame = NDArray.zeros(DType.UINT16, 512, 1024);
    frame.fill(7);
    double[] ours = new double[APPEND_TURNS];
    double[] plain = new double[APPEND_TURNS];
    for (int round = 0; round < APPEND_TURNS; round++) {
      Disk.sync();
      ours[round] = append(folder.resolve("stack.mmd"), frame, frames);
      Disk.sync();
      plain[round] = write(folder.resolve("stack.raw"), frame, frames);
    }
    double total = (double) frames * MIB / 1e9;
    print(frames + " appends of 1 MiB", total / median(ours));
    print("plain writes of the same", total / median(plain));
  }

  private static double append(Path file, NDArray frame, int frames) throws IOException {
    long start = System.nanoTime();
    try (MmapDict dict = MmapDict.open(file)) {
      GrowableNDArray stack = GrowableNDArray.of(dict, "stack").withCapacity(frames);
      for (int i = 0; i < frames; i++) {
        stack.append(frame);
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Files.delete(file);
    return seconds;
  }

  private static double write(Path file, NDArray frame, int frames) throws IOException {
    ByteBuffer bytes = frame.asByteBuffer();
    long start = System.nanoTime();
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      for (int i = 0; i < frames; i++) {
        bytes.clear();
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Files.delete(file);
    return seconds;
  }

  private static void stub(Path folder) {
    Path file = folder.resolve("stub.mmd");
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("warm", ZerosNDArray.of(DType.FLOAT32, 1));
      long allocated =
          ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
      long start = System.nanoTime();
      dict.set("huge", ZerosNDArray.of(DType.FLOAT32, 100, 1 << 14, 1 << 14));
      long nanos = System.nanoTime() - start;
      long after =
          ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
      System.out.printf(
          "stub of 100 GiB: %.2f ms, %.1f KiB allocated%n",
          nanos / 1e6, (after - allocated) / 1024.0);
    }
  }

  private static double rate(double bytes, DoubleSupplier work) {
    double[] seconds = new double[ROUNDS];
    for (int round = -3; round < ROUNDS; round++) {
      long start = System.nanoTime();
      if (Double.isNaN(work.getAsDouble())) { // so that no work is left out
        throw new AssertionError("the sum is no number");
      }
      if (round >= 0) {
        seconds[round] = (System.nanoTime() - start) / 1e9;
      }
    }
    return bytes / median(seconds) / 1e9;
  }

  private static void print(String what, double gigabytesPerSecond) {
    System.out.printf("%-44s %6.2f GB/s%n", what, gigabytesPerSecond);
  }

  private static double python(String script, Object... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(PYTHON, "-c", script);
    for (Object argument : arguments) {
      builder.command().add(argument.toString());
    }
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("Python failed: " + List.of(arguments));
    }
    return Double.parseDouble(said.strip());
  }
}
