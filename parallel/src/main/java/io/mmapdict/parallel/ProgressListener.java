package io.mmapdict.parallel;

/** Is told what happens to the tasks of a run, one event at a time, while the run goes on. */
@FunctionalInterface
public interface ProgressListener {

  /**
   * Takes note of an event. Called by the threads that drive the workers, never by two at once; a
   * slow listener holds the workers up. On a cluster, called by the thread that waits for the run;
   * it holds up what is stored. What it throws ends the run, and {@code run} throws it.
   */
  void on(ProgressEvent event);
}
