package io.mmapdict.parallel;

class ThreadRunnerTest extends TaskRunnerContract {
  @Override
  TaskRunner runner(int workers) {
    return TaskRunner.threads(workers);
  }
}
