package io.mmapdict.parallel;

import java.util.concurrent.RecursiveAction;
import java.util.function.IntConsumer;

/**
 * The tasks of a run from one index to another: halved until one is left, the other halves there
 * for whoever is free. Nothing here joins, so the pool never has reason for a thread more than
 * there are workers.
 */
final class Split extends RecursiveAction {
  private static final long serialVersionUID = 1L;

  private final int from;
  private final int to;
  private final transient IntConsumer drive;

  /**
   * @param drive does the task of an index; throws nothing
   */
  Split(int from, int to, IntConsumer drive) {
    this.from = from;
    this.to = to;
    this.drive = drive;
  }

  @Override
  public void compute() {
    int end = to;
    while (end - from > 1) {
      int middle = (from + end) >>> 1;
      new Split(middle, end, drive).fork();
      end = middle;
    }
    if (from < end) {
      drive.accept(from);
    }
  }
}
