package io.mmapdict.parallel.stages;

import io.mmapdict.parallel.ProgressEvent;

/** Is told how far a pipeline is; as {@link io.mmapdict.parallel.ProgressListener}. */
@FunctionalInterface
public interface PipelineListener {
  /**
   * A step began, ended or is tried again.
   *
   * @param stage the stage's name
   * @param event its key is a {@link Planned}
   */
  void on(String stage, ProgressEvent event);
}
