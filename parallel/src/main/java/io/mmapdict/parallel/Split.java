package io.mmapdict.parallel;

import java.util.concurrent.RecursiveAction;

/**
 * The tasks of a run from one index to another: halved until a batch is left, the other halves
 * there for whoever is free. Nothing here joins, so the pool never has reason for a thread more
 * than there are workers.
 */
final class Split extends RecursiveAction {
  private static final long serialVersionUID = 1L;

  private final int from;
  private final int to;
  private final int batch;
  private final transient Drive drive;

  /** Does the tasks from one index to another, and throws nothing. */
  @FunctionalInterface
  interface Drive {
    void range(int from, int to);
  }

  /**
   * @param batch how many tasks are done by one worker, one after the other
   */
  Split(int from, int to, int batch, Drive drive) {
    this.from = from;
    this.to = to;
    this.batch = batch;
    this.drive = drive;
  }

  @Override
  public void compute() {
    int end = to;
    while (end - from > batch) {
      int batches = (end - from + batch - 1) / batch;
      int middle = from + (batches + 1) / 2 * batch;
      new Split(middle, end, batch, drive).fork();
      end = middle;
    }
    if (from < end) {
      drive.range(from, end);
    }
  }
}
