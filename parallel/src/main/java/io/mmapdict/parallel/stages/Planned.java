package io.mmapdict.parallel.stages;

import java.io.Serializable;

/**
 * A step that is to be done.
 *
 * @param fingerprint of what it is to be made of and how
 * @param why it is to be done
 */
public record Planned(Step step, String fingerprint, Why why) implements Serializable {
  /** The output: so it is called where it fails. */
  @Override
  public String toString() {
    return step.output();
  }

  /** Why a step is done. */
  public enum Why {
    /** Its output is not there. */
    NEW,
    /** Code version, parameters or inputs are others than those it was made of. */
    CHANGED,
    /** Somebody began with it, and failed or was killed. */
    UNFINISHED,
    /** {@link PipelineOptions#force()} says so. */
    FORCED
  }
}
