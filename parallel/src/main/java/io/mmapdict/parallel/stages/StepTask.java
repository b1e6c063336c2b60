package io.mmapdict.parallel.stages;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.ReturningTask;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes one output, in a worker: under the claim on what is kept of it, so that of two runs at once
 * one does it. While it is at work that says so, whatever ends the worker; the output is stored
 * whole before it is said to be done. Where workers only read, the claim is for the storing alone.
 */
record StepTask(String stage, String version, StageTask task)
    implements ReturningTask<Planned, StepTask.Result> {
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
    return claimed(dict, planned, () -> make(dict, planned));
  }

  /** The seconds it took, and the value. */
  @Override
  public List<@Nullable Object> make(MmapDict dict, Planned planned) throws Exception {
    long start = System.nanoTime();
    Object value = task.apply(dict, inputs(planned.step()));
    double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
    return Arrays.asList(seconds, value);
  }

  private static List<String> inputs(Step step) {
    return Stream.concat(step.inputs().stream(), step.files().stream()).toList();
  }

  @Override
  public Result store(MmapDict dict, Planned planned, @Nullable Object made) throws Exception {
    return claimed(dict, planned, () -> (List<?>) Objects.requireNonNull(made));
  }

  /** Stores what is made, under the claim, unless it is there by now. */
  private Result claimed(MmapDict dict, Planned planned, Callable<List<?>> making)
      throws Exception {
    try {
      return dict.inPlace(
          Made.key(planned.step().output()),
          place ->
              rethrowing(
                  () -> isMade(dict, planned) ? new Result(true, 0) : fill(dict, planned, making)));
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

  private static boolean isMade(MmapDict dict, Planned planned) {
    String output = planned.step().output();
    Made made = Made.of(dict, output);
    return planned.why() != Planned.Why.FORCED
        && made != null
        && made.is(planned.fingerprint(), dict.containsKey(output));
  }

  private Result fill(MmapDict dict, Planned planned, Callable<List<?>> making) throws Exception {
    keep(dict, planned, Made.BEGUN, 0);
    List<?> made = making.call();
    Object value = made.getLast();
    long bytes = store(dict, planned.step().output(), value);
    keep(dict, planned, value == null ? Made.NOTHING : Made.DONE, (double) made.getFirst());
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
