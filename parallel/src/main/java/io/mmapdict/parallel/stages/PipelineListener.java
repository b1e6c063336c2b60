package io.mmapdict.parallel.stages;

import io.mmapdict.parallel.ProgressEvent;

/** Is told how far a pipeline is; as {@link io.mmapdict.parallel.ProgressListener}. */
@FunctionalInterface
public interface PipelineListener {
  /** Nobody listens. */
  PipelineListener NOBODY = (stage, event) -> {};

  /**
   * A stage begins.
   *
   * @param stage the stage's name
   * @param planned how many outputs it has to make
   * @param kept how many are there, up to date
   */
  default void begins(String stage, int planned, int kept) {}

  /**
   * A step began, ended or is tried again.
   *
   * @param stage the stage's name
   * @param event its key is a {@link Planned}
   */
  void on(String stage, ProgressEvent event);

  /** A stage has ended, or was stopped. Not told where the run was interrupted. */
  default void ended(StageReport stage) {}
}
