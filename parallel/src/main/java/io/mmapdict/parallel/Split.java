package io.mmapdict.parallel;

import java.util.concurrent.CountedCompleter;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a run from one index to another: halved until one is left, the other halves there
 * for whoever is free. Nothing here joins, so the pool never has reason for a thread more than
 * there are workers.
 */
final class Split extends CountedCompleter<Void> {
  private static final long serialVersionUID = 1L;

  private final int from;
  private final int to;
  private final transient IntConsumer drive;
  private final transient Runnable whenAllEnded;

  private Split(
      @Nullable Split parent, int from, int to, IntConsumer drive, Runnable whenAllEnded) {
    super(parent);
    this.from = from;
    this.to = to;
    this.drive = drive;
    this.whenAllEnded = whenAllEnded;
  }

  /**
   * All tasks of a run.
   *
   * @param drive does the task of an index; throws nothing
   */
  static Split ofAll(int tasks, IntConsumer drive, Runnable whenAllEnded) {
    return new Split(null, 0, tasks, drive, whenAllEnded);
  }

  @Override
  public void compute() {
    int end = to;
    while (end - from > 1) {
      int middle = (from + end) >>> 1;
      addToPendingCount(1);
      new Split(this, middle, end, drive, whenAllEnded).fork();
      end = middle;
    }
    if (from < end) {
      drive.accept(from);
    }
    tryComplete();
  }

  @Override
  public void onCompletion(CountedCompleter<?> caller) {
    if (getCompleter() == null) {
      whenAllEnded.run();
    }
  }
}
