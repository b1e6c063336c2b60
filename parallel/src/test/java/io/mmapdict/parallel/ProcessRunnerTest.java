package io.mmapdict.parallel;

class ProcessRunnerTest extends TaskRunnerContract {
  @Override
  TaskRunner runner(int workers) {
    return TaskRunner.processes(workers);
  }
}
