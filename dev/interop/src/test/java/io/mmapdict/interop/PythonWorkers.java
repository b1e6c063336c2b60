package io.mmapdict.interop;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.parallel.CommandTask;
import io.mmapdict.testkit.Python;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** What the tests of dev/example-python have in common. */
final class PythonWorkers {
  static final Path EXAMPLE = Path.of("../example-python").toAbsolutePath().normalize();

  private static final int ROWS = 40;
  private static final int COLUMNS = 512; // 80 KiB: the worker maps it

  private PythonWorkers() {}

  /** {@code worker.py} as it is. */
  static CommandTask task(Python python) {
    return new CommandTask(
        python.executable().toString(),
        "-B",
        "-W",
        "error",
        EXAMPLE.resolve("worker.py").toString());
  }

  /** {@code worker.py} with another function {@code work(scan, key)}. */
  static CommandTask task(Python python, String work) {
    return new CommandTask(
        python.executable().toString(),
        "-B",
        "-W",
        "error",
        "-c",
        script("import os, time, worker\n" + work + "\nworker.work = work\nworker.main()\n"));
  }

  /** A script that finds the modules of the example. */
  static String script(String text) {
    return "import sys\nsys.dont_write_bytecode = True\nsys.path.insert(0, '"
        + EXAMPLE
        + "')\n"
        + text;
  }

  static List<String> keys(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  /** A frame for each key, of whole numbers, whose row r is r + the key in the mean. */
  static void putFrames(MmapDict dict, List<String> keys) {
    for (String key : keys) {
      float[] values = new float[ROWS * COLUMNS];
      for (int i = 0; i < values.length; i++) {
        int sign = i % 2 == 0 ? 1 : -1; // pairs that cancel out
        values[i] = i / COLUMNS + Integer.parseInt(key) + sign * (i % COLUMNS / 2);
      }
      dict.set("frame/" + key, NDArray.of(values, ROWS, COLUMNS));
    }
  }

  /** What {@code worker.py} makes of such a frame. */
  static NDArray profile(String key) {
    float[] values = new float[ROWS];
    for (int row = 0; row < ROWS; row++) {
      values[row] = row + Integer.parseInt(key);
    }
    return NDArray.of(values, ROWS);
  }
}
