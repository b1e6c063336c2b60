package io.mmapdict.parallel.stages;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.ProgressListener;
import io.mmapdict.parallel.RunReport;
import io.mmapdict.parallel.Task;
import java.util.Collection;

/** Who does the tasks of a pipeline: {@code taskRunner::run}, for one. */
@FunctionalInterface
public interface StageRunner {
  /** Runs a task once for each key, as {@link io.mmapdict.parallel.TaskRunner#run} does. */
  <K, R> RunReport<K, R> run(
      MmapDict dict, Collection<K> keys, Task<K, R> task, ProgressListener listener)
      throws InterruptedException;
}
