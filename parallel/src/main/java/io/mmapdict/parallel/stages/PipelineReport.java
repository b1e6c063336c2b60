package io.mmapdict.parallel.stages;

import io.mmapdict.parallel.TaskFailedException;
import io.mmapdict.parallel.TaskFailure;
import java.util.List;

/**
 * What became of a pipeline.
 *
 * @param stages in their order; of a run that was stopped, those that had begun
 */
public record PipelineReport(List<StageReport> stages) {
  /** Copies the list. */
  public PipelineReport {
    stages = List.copyOf(stages);
  }

  /** The failures of all stages. */
  public List<TaskFailure<Planned>> failures() {
    return stages.stream().flatMap(stage -> stage.failures().stream()).toList();
  }

  /** Whether the runner was stopped before all was done. */
  public boolean stopped() {
    return stages.stream().anyMatch(stage -> !stage.left().isEmpty());
  }

  /**
   * This report, if nothing failed.
   *
   * @throws TaskFailedException if anything did; the message names it
   */
  public PipelineReport orThrow() {
    List<TaskFailure<Planned>> failures = failures();
    if (!failures.isEmpty()) {
      int done = stages.stream().mapToInt(StageReport::done).sum();
      throw new TaskFailedException(failures, done + failures.size());
    }
    return this;
  }
}
