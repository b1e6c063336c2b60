package io.mmapdict.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.parallel.TaskRunner;
import io.mmapdict.stubs.EmptyNDArray;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's examples: its Java blocks are the code below (see ExamplesTest of dev/format). */
class ReadmeTest {
  private static final Path README = Path.of("../../README.md");

  @TempDir private Path folder;

  @Test
  void theJavaBlocksDoWhatTheySay() throws Exception {
    Path file = folder.resolve("scan.mmdpickle");
    oneFile(file);
    try (MmapDict dict = MmapDict.open(file)) {
      assertEquals(List.of("frame/0001", "mean/0001"), List.copyOf(dict.keySet()));
      assertEquals(0.5f / (512 * 512 * 240), (Double) dict.get("mean/0001"), 1e-12);
      dict.delete("mean/0001");
      workers(dict, List.of("0001"));
      assertEquals(0.5f / (512 * 512 * 240), (Double) dict.get("mean/0001"), 1e-12);
    }
  }

  @Test
  void thePythonBlockRunsWhereTheFileLies() throws Exception {
    oneFile(folder.resolve("scan.mmdpickle"));
    String block = pythonBlock();
    String script =
        "import os, sys\nos.chdir(sys.argv[1])\n"
            + block
            + "\nassert scan['frame/0001'].shape == (512, 512, 240)\n"
            + "assert scan['frame/0001'][100, 200, 30] == 0.5";
    for (Python python : Python.all()) {
      python.run(script, folder);
    }
  }

  private static void oneFile(Path file) {
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("exposure", 0.25);
      dict.put(
          "frame/0001",
          EmptyNDArray.of(DType.FLOAT32, 512, 512, 240)); // in the file, not in memory
      NDArray frame = dict.get("frame/0001", NDArray.class); // mapped
      frame.at(100, 200, 30).setFloat(0.5f);
      dict.computeIfAbsent("mean/0001", key -> mean(frame)); // stored once, by whoever is first
      dict.remove("exposure");
    }
  }

  private static void workers(MmapDict dict, List<String> keys) throws InterruptedException {
    try (TaskRunner runner = TaskRunner.processes(4)) {
      runner
          .run(
              dict,
              keys,
              (d, key) -> d.put("mean/" + key, mean(d.get("frame/" + key, NDArray.class))))
          .orThrow();
    }
  }

  private static double mean(NDArray array) {
    double sum = 0;
    for (long y = 0; y < array.shape().length(0); y++) {
      for (long x = 0; x < array.shape().length(1); x++) {
        for (long band = 0; band < array.shape().length(2); band++) {
          sum += array.at(y, x, band).getFloat();
        }
      }
    }
    return sum / array.size();
  }

  private static String pythonBlock() throws IOException {
    Matcher matcher =
        Pattern.compile("```python\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(README));
    assertTrue(matcher.find());
    return matcher.group(1);
  }
}
