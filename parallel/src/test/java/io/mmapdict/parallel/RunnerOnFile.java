package io.mmapdict.parallel;

import io.mmapdict.MmapDict;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A runner with a file, for each test anew. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class RunnerOnFile {
  static final int WORKERS = 3;

  @TempDir Path folder;
  MmapDict dict;
  TaskRunner runner;

  abstract TaskRunner runner(int workers);

  @BeforeEach
  void open() {
    dict = MmapDict.open(folder.resolve("shared.mmdpickle"));
    runner = runner(WORKERS);
  }

  @AfterEach
  void close() {
    runner.close();
    dict.close();
  }
}
