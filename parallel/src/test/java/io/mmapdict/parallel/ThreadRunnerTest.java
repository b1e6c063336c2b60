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

  @Nested
  class Retries extends RetryContract {
    @Override
    TaskRunner runner(int workers) {
      return TaskRunner.threads(workers);
    }

    @Override
    TaskRunner runner(int workers, WorkerOptions options) {
      return TaskRunner.threads(workers, options);
    }
  }
}
