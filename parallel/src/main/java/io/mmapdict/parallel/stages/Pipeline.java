package io.mmapdict.parallel.stages;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.RunReport;
import io.mmapdict.parallel.TaskFailure;
import io.mmapdict.parallel.TaskRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Stages one behind the other over the keys of a file: each makes keys of keys. What is there and
 * up to date is not made again, so a run that was stopped, or killed, goes on where it was.
 *
 * <pre>{@code
 * Pipeline pipeline =
 *     Pipeline.of(
 *         keypoints,
 *         Stage.pairs("matches", "keypoints/*", "matches/*", (d, in) -> match(d, in)),
 *         Stage.all("merge", "matches/*", "merged", (d, in) -> merge(d, in)));
 * try (TaskRunner runner = TaskRunner.processes(4)) {
 *   pipeline.run(dict, runner).orThrow();
 * }
 * }</pre>
 *
 * <p><b>What is up to date.</b> Beside each output, under {@code made/OUTPUT}, stands how it was
 * made, with a fingerprint of the stage's name, version and parameters and of the inputs: of an
 * input that a stage made its own fingerprint, of any other its content, which is read for it in
 * each run. What a task reads beyond its inputs, and code whose version stays the same, is not
 * noticed. A value that somebody else put under an output's key is kept as it is.
 *
 * <p><b>Processes.</b> Workers store each output as it is made. An output is made under a claim:
 * runs at once on one file, of any process, make each once, and who comes to one that another is at
 * waits for it. So two runs at once are safe, but hardly faster than one: more workers are. Who
 * waits longer than {@link MmapDict#setClaimTimeout} says, fails, and the wait is part of a task's
 * deadline. Killed at any moment, a run leaves what is done; what it was at is made anew.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class Pipeline {
  private final List<Stage> stages;

  private Pipeline(List<Stage> stages) {
    this.stages = stages;
  }

  /**
   * Stages in the order in which they are done.
   *
   * @throws IllegalArgumentException if two have one name
   */
  public static Pipeline of(Stage... stages) {
    Set<String> names = new HashSet<>();
    for (Stage stage : stages) {
      if (!names.add(stage.name())) {
        throw new IllegalArgumentException("two stages are called '" + stage.name() + "'");
      }
    }
    return new Pipeline(List.of(stages));
  }

  /**
   * What a run would do, if nothing fails, by the names of the stages in their order. Reads the
   * file, changes nothing.
   *
   * @throws IllegalArgumentException as {@link #run}
   */
  public Map<String, List<Planned>> plan(MmapDict dict, PipelineOptions options) {
    StagePlan plan = new StagePlan(dict, options);
    Map<String, List<Planned>> all = new LinkedHashMap<>();
    for (Stage stage : stages) {
      List<Planned> planned = plan.of(stage).planned();
      planned.forEach(plan::expect);
      all.put(stage.name(), planned);
    }
    return all;
  }

  /** {@link #run(MmapDict, StageRunner, PipelineOptions, PipelineListener)} of all, unobserved. */
  public PipelineReport run(MmapDict dict, TaskRunner runner) throws InterruptedException {
    return run(dict, runner::run, PipelineOptions.DEFAULT, PipelineListener.NOBODY);
  }

  /**
   * Does what is to be done, one stage after the other. What fails is reported, and what would be
   * made of it is left out; the rest goes on. If the runner is {@link TaskRunner#stop stopped},
   * what has begun is finished and no further stage begins.
   *
   * @param dict open to write; each worker opens its path
   * @throws IllegalArgumentException if a step names an input that is not there, an output is made
   *     twice, or a task is not Serializable; nothing of that stage has begun
   * @throws InterruptedException if this thread is interrupted; what was done stays in the file
   */
  public PipelineReport run(
      MmapDict dict, StageRunner runner, PipelineOptions options, PipelineListener listener)
      throws InterruptedException {
    StagePlan plan = new StagePlan(dict, options);
    List<StageReport> reports = new ArrayList<>();
    for (Stage stage : stages) {
      StageReport report = run(stage, dict, plan, runner, listener);
      listener.ended(report);
      reports.add(report);
      if (!report.left().isEmpty()) {
        break;
      }
      report.failures().stream().map(TaskFailure::key).forEach(plan::isBroken);
    }
    return new PipelineReport(reports);
  }

  private static StageReport run(
      Stage stage, MmapDict dict, StagePlan plan, StageRunner runner, PipelineListener listener)
      throws InterruptedException {
    long start = System.nanoTime();
    StagePlan.Work work = plan.of(stage);
    listener.begins(stage.name(), work.planned().size(), work.kept());
    if (work.planned().isEmpty()) { // no worker need start
      return report(stage, work, List.of(), List.of(), List.of(), start);
    }
    StepTask task = new StepTask(stage.name(), stage.version(), stage.task());
    RunReport<Planned, StepTask.Result> run =
        runner.run(dict, work.planned(), task, event -> listener.on(stage.name(), event));
    return report(
        stage, work, List.copyOf(run.results().values()), run.failures(), run.left(), start);
  }

  private static StageReport report(
      Stage stage,
      StagePlan.Work work,
      List<StepTask.Result> results,
      List<TaskFailure<Planned>> failures,
      List<Planned> left,
      long start) {
    int elsewhere = (int) results.stream().filter(StepTask.Result::elsewhere).count();
    return new StageReport(
        stage.name(),
        results.size() - elsewhere,
        work.kept(),
        elsewhere,
        failures,
        left.stream().map(Planned::step).toList(),
        work.blocked(),
        results.stream().mapToLong(StepTask.Result::bytes).sum(),
        Duration.ofNanos(System.nanoTime() - start));
  }
}
