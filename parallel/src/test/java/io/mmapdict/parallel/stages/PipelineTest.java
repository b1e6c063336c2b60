package io.mmapdict.parallel.stages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import io.mmapdict.parallel.ProgressEvent;
import io.mmapdict.parallel.TaskFailedException;
import io.mmapdict.parallel.TaskRunner;
import io.mmapdict.parallel.stages.Planned.Why;
import io.mmapdict.testkit.Python;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PipelineTest {
  @TempDir Path folder;
  private MmapDict dict;
  private final TaskRunner runner = TaskRunner.threads(2);

  @BeforeEach
  void open() {
    dict = MmapDict.open(folder.resolve("stages.mmdpickle"));
    dict.putAll(Map.of("in/a", 1L, "in/b", 10L, "in/c", 100L));
  }

  @AfterEach
  void close() {
    runner.close();
    dict.close();
  }

  private PipelineReport run(Pipeline pipeline, PipelineOptions options)
      throws InterruptedException {
    return pipeline.run(dict, runner::run, options, (stage, event) -> {});
  }

  private PipelineReport runChain() throws InterruptedException {
    return Chain.pipeline(0).run(dict, runner).orThrow();
  }

  private static List<Integer> done(PipelineReport report) {
    return report.stages().stream().map(StageReport::done).toList();
  }

  private static List<Integer> kept(PipelineReport report) {
    return report.stages().stream().map(StageReport::kept).toList();
  }

  @Test
  void eachStageMakesItsKeysOfThoseBefore() throws InterruptedException {
    PipelineReport report = runChain();
    assertEquals(List.of(3, 3, 1), done(report));
    assertEquals(200L, dict.get("two/c"));
    assertEquals(22L, dict.get("pair/a+b"));
    assertEquals(202L, dict.get("pair/a+c"));
    assertEquals(220L, dict.get("pair/b+c"));
    assertEquals(444L, dict.get("sum"));
    assertTrue(report.stages().getFirst().bytes() >= 3, "three ints at least");
  }

  private static Object detect(MmapDict d, String image) {
    return d.get(image, String.class).length();
  }

  private static Object match(MmapDict d, List<String> keypoints) {
    return d.get(keypoints.get(0), Long.class) + d.get(keypoints.get(1), Long.class);
  }

  private static Object merge(MmapDict d, List<String> matches) {
    return matches.stream().mapToLong(match -> d.get(match, Long.class)).sum();
  }

  @Test
  void theExamplesWork() throws InterruptedException {
    dict.putAll(Map.of("images/a", "xx", "images/b", "yyy"));
    Stage keypoints =
        Stage.each("keypoints", "images/*", "keypoints/*", (d, in) -> detect(d, in.get(0)))
            .withVersion("2")
            .withParameter("radius", 5);
    Pipeline pipeline =
        Pipeline.of(
            keypoints,
            Stage.pairs("matches", "keypoints/*", "matches/*", (d, in) -> match(d, in)),
            Stage.all("merge", "matches/*", "merged", (d, in) -> merge(d, in)));
    try (TaskRunner runner = TaskRunner.processes(4)) {
      pipeline.run(dict, runner).orThrow();
    }
    assertEquals(5L, dict.get("merged"));
  }

  @Test
  void whatIsThereIsNotMadeAgain() throws InterruptedException {
    runChain();
    dict.vacuum();
    dict.put("in/a", 1L); // the same
    PipelineReport report = runChain();
    assertEquals(List.of(0, 0, 0), done(report));
    assertEquals(List.of(3, 3, 1), kept(report));
    assertEquals(7, Chain.ran(dict, ""));
  }

  @Test
  void aChangedInputChangesWhatIsMadeOfIt() throws InterruptedException {
    runChain();
    dict.put("in/a", 2L);
    PipelineReport report = runChain();
    assertEquals(List.of(1, 2, 1), done(report));
    assertEquals(448L, dict.get("sum"));
    dict.put("in/d", 1000L);
    assertEquals(List.of(1, 3, 1), done(runChain()));
    assertEquals(3 * (4 + 20 + 200 + 2000L), dict.get("sum"));
  }

  @Test
  void anotherVersionOrParameterMakesAgain() throws InterruptedException {
    for (int round = 0; round < 2; round++) {
      for (String version : List.of("1", "2")) {
        for (long factor : new long[] {3, 4}) {
          Stage stage =
              Stage.each("times", "in/*", "out/*", (d, in) -> Chain.counted(d, "", in, 0, factor))
                  .withVersion(version)
                  .withParameter("factor", factor);
          assertEquals(List.of(3), done(Pipeline.of(stage).run(dict, runner)));
          assertEquals(List.of(0), done(Pipeline.of(stage).run(dict, runner)));
          assertEquals(10 * factor, dict.get("out/b"));
        }
      }
    }
  }

  @Test
  void aRemovedOutputIsMadeAgainAndNothingOfIt() throws InterruptedException {
    runChain();
    dict.remove("two/b");
    assertEquals(List.of(1, 0, 0), done(runChain()));
    assertEquals(20L, dict.get("two/b"));
  }

  @Test
  void somebodysOwnValueIsKeptUnlessForced() throws InterruptedException {
    dict.put("two/a", 5L);
    PipelineReport report = runChain();
    assertEquals(List.of(2, 3, 1), done(report));
    assertEquals(List.of(1, 0, 0), kept(report));
    assertEquals(25L, dict.get("pair/a+b"));
    PipelineReport forced = run(Chain.pipeline(0), PipelineOptions.DEFAULT.withForce());
    assertEquals(List.of(3, 3, 1), done(forced));
    assertEquals(444L, dict.get("sum"));
  }

  @Test
  void onlySomeOutputs() throws InterruptedException {
    PipelineReport report = run(Chain.pipeline(0), PipelineOptions.DEFAULT.withOnly("two/*"));
    assertEquals(List.of(3, 0, 0), done(report));
    assertFalse(dict.containsKey("pair/a+b"));
    report = run(Chain.pipeline(0), PipelineOptions.DEFAULT.withOnly("*a+*"));
    assertEquals(List.of(0, 2, 0), done(report));
  }

  /** The chain's first stage in another way, once {@code in/b} is another number. */
  private Stage doublingOfAnother(StageTask task) {
    dict.put("in/b", 11L);
    return Stage.each("double", "in/*", "two/*", task);
  }

  /** What stands there is of before: nothing is made of it that would count as up to date. */
  @Test
  void ofWhatIsUnfinishedNothingIsMade() throws InterruptedException {
    runChain();
    Stage failing =
        doublingOfAnother((d, in) -> {
          throw new IllegalStateException("as if killed");
        });
    assertEquals(1, Pipeline.of(failing).run(dict, runner).failures().size());
    PipelineReport pairs = run(Chain.pipeline(0), PipelineOptions.DEFAULT.withOnly("pair/*"));
    assertEquals(List.of(0, 0, 0), done(pairs));
    assertEquals(
        List.of("pair/a+b", "pair/b+c"),
        pairs.stages().get(1).blocked().stream().map(Step::output).sorted().toList());
    runChain();
    assertEquals(24L, dict.get("pair/a+b"));
    assertEquals(448L, dict.get("sum"));
  }

  @Test
  void whatFailsLeavesOutWhatWouldBeMadeOfIt() throws InterruptedException {
    runChain();
    Stage failing =
        doublingOfAnother((d, in) -> {
          if (in.contains("in/b")) {
            throw new IllegalStateException("no luck with b");
          }
          return Chain.counted(d, "two", in, 0, 2);
        });
    Stage pairs =
        Stage.pairs("pairs", "two/*", "pair/*", (d, in) -> Chain.counted(d, "pair", in, 0, 1));
    PipelineReport report = Pipeline.of(failing, pairs).run(dict, runner);
    assertEquals(List.of(0, 0), done(report));
    assertEquals(
        List.of("pair/a+b", "pair/b+c"),
        report.stages().getLast().blocked().stream().map(Step::output).sorted().toList());
    assertEquals("two/b", report.failures().getFirst().key().toString());
    TaskFailedException thrown = assertThrows(TaskFailedException.class, report::orThrow);
    assertTrue(thrown.getMessage().contains("no luck with b"), thrown.getMessage());
    assertEquals(
        List.of(Why.UNFINISHED),
        Chain.pipeline(0).plan(dict, PipelineOptions.DEFAULT).get("double").stream()
            .map(Planned::why)
            .toList());
    assertEquals(List.of(1, 2, 1), done(runChain()));
    assertEquals(448L, dict.get("sum"));
  }

  @Test
  void nothingToStoreIsAnAnswer() throws InterruptedException {
    dict.put("small/b", 77L);
    Stage small =
        Stage.each(
            "small",
            "in/*",
            "small/*",
            (d, in) -> {
              long value = Chain.counted(d, "", in, 0, 1);
              return value < 100 ? value : null;
            });
    assertEquals(List.of(2), done(Pipeline.of(small).run(dict, runner)));
    assertFalse(dict.containsKey("small/c"));
    assertEquals(List.of(0), done(Pipeline.of(small).run(dict, runner)));
    dict.put("in/a", 1000L);
    assertEquals(List.of(1), done(Pipeline.of(small).run(dict, runner)));
    assertNull(dict.get("small/a"));
    assertEquals(77L, dict.get("small/b"));
  }

  @Test
  void aPlanIsWhatARunDoesAndChangesNothing() throws InterruptedException {
    Pipeline chain = Chain.pipeline(0);
    int before = dict.commitNumber();
    Map<String, List<Planned>> plan = chain.plan(dict, PipelineOptions.DEFAULT);
    assertEquals(before, dict.commitNumber());
    assertEquals(List.of("double", "pairs", "all"), List.copyOf(plan.keySet()));
    List<String> planned = new ArrayList<>();
    plan.values().forEach(stage -> stage.forEach(step -> planned.add(step.toString())));
    runChain();
    for (Planned each : plan.values().stream().flatMap(List::stream).toList()) {
      assertEquals(Why.NEW, each.why());
      Made made = Made.of(dict, each.step().output());
      assertTrue(made != null && made.is(each.fingerprint(), true), each.toString());
    }
    assertEquals(
        List.of("two/a", "two/b", "two/c", "pair/a+b", "pair/a+c", "pair/b+c", "sum"), planned);
    try (MmapDict reader = MmapDict.open(dict.path(), OpenMode.READ_ONLY)) {
      plan = chain.plan(reader, PipelineOptions.DEFAULT.withForce());
    }
    assertEquals(List.of(3, 3, 1), plan.values().stream().map(List::size).toList());
  }

  @Test
  void anOutputGoesByTheFileItIsMadeOf() throws Exception {
    Path a = Files.writeString(folder.resolve("a.txt"), "first");
    Path b = Files.writeString(folder.resolve("b.txt"), "second");
    FileTime time = Files.getLastModifiedTime(a);
    Stage texts =
        Stage.files(
            "texts",
            Map.of("text/a", a, "text/b", b),
            (d, in) -> Files.readString(Path.of(in.getFirst())));
    Pipeline pipeline =
        Pipeline.of(
            texts, Stage.each("lengths", "text/*", "length/*", (d, in) -> detect(d, in.get(0))));
    assertEquals(List.of(2, 2), done(pipeline.run(dict, runner).orThrow()));
    assertEquals("second", dict.get("text/b"));
    assertEquals(List.of(0, 0), done(pipeline.run(dict, runner)));
    Files.writeString(a, "longer now");
    Files.setLastModifiedTime(a, time);
    assertEquals(List.of(1, 1), done(pipeline.run(dict, runner)));
    assertEquals(10L, dict.get("length/a"));
    Files.writeString(a, "as long as");
    Files.setLastModifiedTime(a, FileTime.fromMillis(time.toMillis() + 1));
    assertEquals(List.of(1, 1), done(pipeline.run(dict, runner)));
    assertEquals("as long as", dict.get("text/a"));
    Files.delete(b);
    String message =
        assertThrows(IllegalArgumentException.class, () -> pipeline.run(dict, runner)).getMessage();
    assertEquals(dict.path() + ", stage 'texts': no file " + b + " to make 'text/b' of", message);
  }

  @Test
  void aRunnerThatIsStoppedLeavesTheRestAndTheListenerIsToldOfTheStages() throws Exception {
    List<String> told = new ArrayList<>();
    PipelineListener listener =
        new PipelineListener() {
          @Override
          public void begins(String stage, int planned, int kept) {
            told.add(stage + " " + planned + " " + kept);
          }

          @Override
          public void on(String stage, ProgressEvent event) {
            if (stage.equals("pairs")) {
              runner.stop();
            }
          }

          @Override
          public void ended(StageReport stage) {
            told.add(stage.stage() + " " + stage.done() + " " + stage.left().size());
          }
        };
    dict.put("two/a", 2L);
    PipelineReport report =
        Chain.pipeline(0).run(dict, runner::run, PipelineOptions.DEFAULT, listener);
    assertTrue(report.stopped());
    assertEquals(List.of("double", "pairs"), names(report));
    int begun = report.stages().getLast().done();
    assertTrue(begun == 1 || begun == 2, "two workers, at most one task each: " + begun);
    assertEquals(
        List.of("double 2 1", "double 2 0", "pairs 3 0", "pairs " + begun + " " + (3 - begun)),
        told);
    try (TaskRunner other = TaskRunner.threads(2)) {
      PipelineReport rest = Chain.pipeline(0).run(dict, other).orThrow();
      assertFalse(rest.stopped());
      assertEquals(List.of(0, 3 - begun, 1), done(rest));
    }
    assertEquals(444L, dict.get("sum"));
  }

  private static List<String> names(PipelineReport report) {
    return report.stages().stream().map(StageReport::stage).toList();
  }

  @Test
  void whatCannotBeIsRefused() {
    Stage twice = Stage.each("twice", "in/*", "two/*", (d, in) -> 1);
    Stage again = Stage.each("again", "in/*", "two/*", (d, in) -> 1);
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> Pipeline.of(twice, again).run(dict, runner))
            .getMessage();
    assertEquals(
        "'two/a' is made twice, in stage 'twice' and in stage 'again'; name the outputs so that"
            + " they differ",
        message);
    Stage missing =
        Stage.of("odd", keys -> List.of(new Step("out", List.of("nowhere"))), (d, in) -> 1);
    message =
        assertThrows(IllegalArgumentException.class, () -> Pipeline.of(missing).run(dict, runner))
            .getMessage();
    assertEquals(dict.path() + ", stage 'odd': no key 'nowhere' to make 'out' of", message);
    assertThrows(IllegalArgumentException.class, () -> Pipeline.of(twice, twice));
    for (String glob : List.of("in", "in/*/*")) {
      assertThrows(
          IllegalArgumentException.class, () -> Stage.each("x", glob, "out/*", (d, in) -> 1));
    }
  }

  @Test
  void pythonReadsHowItWasMade() throws InterruptedException {
    runChain();
    String script =
        """
        import pickle, sys
        made = pickle.load(open(sys.argv[1], 'rb'))['made/pair/a+b']
        assert made['stage'] == 'pairs' and made['state'] == 'done', made
        assert made['version'] == '1' and len(made['fingerprint']) == 64, made
        assert made['seconds'] > 0, made
        """;
    Python.any().run(script, dict.path());
  }
}
