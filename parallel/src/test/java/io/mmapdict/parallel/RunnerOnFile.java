package io.mmapdict.parallel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A runner with a file, for each test anew. */
abstract class RunnerOnFile extends DictOnFile {
  static final int WORKERS = 3;

  TaskRunner runner;

  abstract TaskRunner runner(int workers);

  @BeforeEach
  void openRunner() {
    runner = runner(WORKERS);
  }

  @AfterEach
  void closeRunner() {
    runner.close();
  }
}
