package io.mmapdict.cli;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.ProgressListener;
import io.mmapdict.parallel.RunReport;
import io.mmapdict.parallel.Task;
import io.mmapdict.parallel.TaskRunner;
import io.mmapdict.parallel.WorkerOptions;
import io.mmapdict.parallel.stages.StageRunner;
import java.util.Collection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Workers that start with the first task: where all is done, none does. */
final class LateWorkers implements StageRunner, AutoCloseable {
  private final Supplier<TaskRunner> start;
  private @Nullable TaskRunner runner;
  private boolean stopped;

  private LateWorkers(Supplier<TaskRunner> start) {
    this.start = start;
  }

  /** Processes. */
  static LateWorkers processes(int count, WorkerOptions options) {
    return new LateWorkers(() -> TaskRunner.processes(count, options));
  }

  /** A thread of this process, which has all of its memory. */
  static LateWorkers here() {
    return new LateWorkers(() -> TaskRunner.threads(1, WorkerOptions.DEFAULT.withAttempts(1)));
  }

  @Override
  public <K, R> RunReport<K, R> run(
      MmapDict dict, Collection<K> keys, Task<K, R> task, ProgressListener listener)
      throws InterruptedException {
    return started().run(dict, keys, task, listener);
  }

  private synchronized TaskRunner started() {
    if (runner == null) {
      runner = start.get();
      if (stopped) {
        runner.stop();
      }
    }
    return runner;
  }

  /** Lets what is at work finish, and begins nothing more. */
  synchronized void stop() {
    stopped = true;
    if (runner != null) {
      runner.stop();
    }
  }

  @Override
  public synchronized void close() {
    if (runner != null) {
      runner.close();
    }
  }
}
