package io.mmapdict.parallel;

import io.mmapdict.MmapDict;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file for tasks to share, for each test anew. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class DictOnFile {
  @TempDir Path folder;
  MmapDict dict;

  @BeforeEach
  void openDict() {
    dict = MmapDict.open(folder.resolve("shared.mmdpickle"));
  }

  @AfterEach
  void closeDict() {
    dict.close();
  }
}
