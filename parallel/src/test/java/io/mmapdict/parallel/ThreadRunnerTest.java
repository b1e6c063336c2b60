package io.mmapdict.parallel;

import org.junit.jupiter.api.Nested;

class ThreadRunnerTest {
  @Nested
  class Runs extends TaskRunnerContract {
    @Override
    TaskRunner runner(int workers) {
      return TaskRunner.threads(workers);
    }
  }

  @Nested
  class Travel extends TravelContract {
    @Override
    TaskRunner runner(int workers) {
      return TaskRunner.threads(workers);
    }
  }
}
