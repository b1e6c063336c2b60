package io.mmapdict.parallel.stages;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.Task;
import java.io.Serializable;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes one output, in a worker: under the claim on what is kept of it, so that of two runs at once
 * one does it. While it is at work that says so, whatever ends the worker; the output is stored
 * whole before it is said to be done.
 */
record StepTask(String stage, String version, StageTask task)
    implements Task<Planned, StepTask.Result> {
  /**
   * What came of it.
   *
   * @param elsewhere true if another run had made it by now
   * @param bytes how many the output has
   */
  record Result(boolean elsewhere, long bytes) implements Serializable {}

  /** What the task threw, on its way through the claim. */
  private static final class Thrown extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Thrown(Exception cause) {
      super(cause);
    }
  }

  @Override
  public Result apply(MmapDict dict, Planned planned) throws Exception {
    try {
      return dict.inPlace(
          Made.key(planned.step().output()), place -> rethrowing(() -> make(dict, planned)));
    } catch (Thrown e) {
      throw (Exception) e.getCause();
    }
  }

  private static <T> T rethrowing(Callable<T> work) {
    try {
      return work.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new Thrown(e);
    }
  }

  private Result make(MmapDict dict, Planned planned) throws Exception {
    String output = planned.step().output();
    Made before = Made.of(dict, output);
    if (planned.why() != Planned.Why.FORCED
        && before != null
        && before.is(planned.fingerprint(), dict.containsKey(output))) {
      return new Result(true, 0);
    }
    long start = System.nanoTime();
    keep(dict, planned, Made.BEGUN, 0);
    Object value = task.apply(dict, planned.step().inputs());
    long bytes = store(dict, output, value);
    double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
    keep(dict, planned, value == null ? Made.NOTHING : Made.DONE, seconds);
    return new Result(false, bytes);
  }

  private static long store(MmapDict dict, String output, @Nullable Object value) {
    if (value == null) {
      dict.delete(output);
      return 0;
    }
    long[] bytes = {0};
    dict.set(output, value, more -> bytes[0] += more);
    return bytes[0];
  }

  private void keep(MmapDict dict, Planned planned, String state, double seconds) {
    Made made = new Made(stage, version, planned.fingerprint(), state, seconds);
    dict.set(Made.key(planned.step().output()), made);
  }
}
