package io.mmapdict.parallel.stages;

import io.mmapdict.parallel.TaskFailure;
import java.time.Duration;
import java.util.List;

/**
 * What became of a stage.
 *
 * @param stage its name
 * @param done how many outputs were made
 * @param kept how many were there, up to date
 * @param elsewhere how many another run made meanwhile
 * @param failures those that could not be made
 * @param left those not begun, for the runner was stopped
 * @param blocked those not begun, for an input of theirs could not be made
 * @param bytes how many the outputs have that were made
 * @param time from the stage's begin to its end
 */
public record StageReport(
    String stage,
    int done,
    int kept,
    int elsewhere,
    List<TaskFailure<Planned>> failures,
    List<Step> left,
    List<Step> blocked,
    long bytes,
    Duration time) {
  /** Copies the lists. */
  public StageReport {
    failures = List.copyOf(failures);
    left = List.copyOf(left);
    blocked = List.copyOf(blocked);
  }
}
