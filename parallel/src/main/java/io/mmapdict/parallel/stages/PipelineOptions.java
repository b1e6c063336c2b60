package io.mmapdict.parallel.stages;

/**
 * What of a pipeline is done.
 *
 * @param force true if what is there is made again
 * @param only the outputs that are made: keys, in which each star stands for one or more characters
 */
public record PipelineOptions(boolean force, String only) {
  /** What is not there or not up to date, of all. */
  public static final PipelineOptions DEFAULT = new PipelineOptions(false, "*");

  /** The same, but what is there is made again. */
  public PipelineOptions withForce() {
    return new PipelineOptions(true, only);
  }

  /** The same for other outputs. */
  public PipelineOptions withOnly(String only) {
    return new PipelineOptions(force, only);
  }
}
