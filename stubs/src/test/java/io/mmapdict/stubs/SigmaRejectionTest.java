package io.mmapdict.stubs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mmapdict.testkit.Python;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stack larger than the heap is cleaned in place as numpy cleans it in memory. */
class SigmaRejectionTest {
  private static final int IMAGES = 31;
  private static final int SIZE = 768;

  /** The same by numpy's own functions, of the same images. */
  private static final String COMPARE =
      """
      import pickle, sys
      import numpy as np
      file, images, size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
      with open(file, 'rb') as f:
          cleaned = pickle.load(f)['stack']
      i = np.arange(size * size)
      stack = np.empty((images, size * size), np.uint16)
      for z in range(images):
          stack[z] = np.where((i * 31 + z * 17) % 1009 == 0, 60000,
                              1000 + i % size + (i * 7919 + z * 104729) % 13)
      hits = 0
      for part in np.array_split(np.arange(size * size), 64):
          pixels = stack[:, part]
          median = np.median(pixels, axis=0)
          outliers = abs(pixels - median) > 3 * pixels.std(axis=0)
          stack[:, part] = np.where(outliers, median, pixels)
          hits += int(outliers.sum())
      assert cleaned.dtype == stack.dtype and cleaned.shape == (images, size, size)
      assert np.array_equal(cleaned.reshape(images, -1), stack)
      print(hits > 10000 and stack.max() < 60000)
      """;

  @TempDir private Path folder;

  @Test
  void cleansAsNumpyDoesInLessMemoryThanTheStack() throws Exception {
    Path file = folder.resolve("stack.mmd");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String heap = "-Xmx24m"; // the stack has 35 MiB
    List<String> command =
        List.of(
            java,
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            heap,
            "-cp",
            System.getProperty("java.class.path"),
            SigmaRejection.class.getName(),
            file.toString(),
            "" + IMAGES,
            "" + SIZE);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertEquals("True\n", Python.any().run(COMPARE, file, IMAGES, SIZE));
  }
}
