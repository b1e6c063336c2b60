package io.mmapdict.parallel;

import org.junit.jupiter.api.Nested;

class ProcessRunnerTest {
  @Nested
  class Runs extends TaskRunnerContract {
    @Override
    TaskRunner runner(int workers) {
      return TaskRunner.processes(workers);
    }
  }

  @Nested
  class Travel extends TravelContract {
    @Override
    TaskRunner runner(int workers) {
      return TaskRunner.processes(workers);
    }
  }

  @Nested
  class Retries extends RetryContract {
    @Override
    TaskRunner runner(int workers) {
      return TaskRunner.processes(workers);
    }

    @Override
    TaskRunner runner(int workers, WorkerOptions options) {
      return TaskRunner.processes(workers, options);
    }
  }
}
