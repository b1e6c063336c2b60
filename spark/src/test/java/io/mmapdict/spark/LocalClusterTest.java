package io.mmapdict.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.ProgressEvent;
import io.mmapdict.parallel.RunReport;
import io.mmapdict.parallel.TaskFailure;
import io.mmapdict.parallel.WorkerException;
import io.mmapdict.parallel.stages.PipelineOptions;
import io.mmapdict.parallel.stages.PipelineReport;
import io.mmapdict.parallel.stages.StageReport;
import io.mmapdict.parallel.stages.StageRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two real executor processes. The pom sets SPARK_HOME and what else they are started by. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LocalClusterTest {
  private static JavaSparkContext spark;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local-cluster[2,1,512]")
                .setAppName("LocalClusterTest")
                .setSparkHome(sparkHome().toString())
                .set("spark.executor.memory", "512m")
                .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .set(
                    "spark.executor.extraJavaOptions",
                    "--enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -XX:TieredStopAtLevel=1")
                .set("spark.executorEnv.JAVA_HOME", System.getProperty("java.home"))
                .set("spark.task.maxFailures", "2")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "localhost")
                .set("spark.driver.bindAddress", "127.0.0.1"));
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  @Test
  void twoExecutorProcessesAppendToOneFile() throws Exception {
    try (MmapDict dict = MmapDict.open(folder.resolve("shared.mmdpickle"))) {
      // Each of the two waits until the other is at work: one executor would never get there.
      RunReport<Integer, Long> report =
          new SparkTaskRunner(spark)
              .run(
                  dict,
                  List.of(0, 1),
                  (d, key) -> {
                    d.put("here/" + key, 1L);
                    while (!d.containsKey("here/" + (1 - key))) {
                      Thread.sleep(5);
                    }
                    return ProcessHandle.current().pid();
                  })
              .orThrow();
      Set<Long> processes = Set.copyOf(report.results().values());
      assertEquals(2, processes.size());
      assertFalse(processes.contains(ProcessHandle.current().pid()));
      assertEquals(Set.of("here/0", "here/1"), dict.keySet());
    }
  }

  @Test
  void aPipelineOfWhichAnExecutorIsKilled() throws Exception {
    killedHalfWay(new SparkTaskRunner(spark)::run);
  }

  @Test
  void aPipelineWhoseExecutorsOnlyReadAndOneIsKilled() throws Exception {
    killedHalfWay(new SparkTaskRunner(spark).returning()::run);
  }

  /** When half of the first stage is done, the executor is killed that is at its third task. */
  private void killedHalfWay(StageRunner runner) throws Exception {
    Path victim = folder.resolve("victim");
    try (MmapDict dict = MmapDict.open(folder.resolve("numbers.mmdpickle"))) {
      Numbers.putSources(dict);
      PipelineReport report =
          Numbers.pipeline(victim)
              .run(dict, runner, PipelineOptions.DEFAULT, (stage, event) -> kill(event, victim))
              .orThrow();
      assertEquals(List.of(8, 28, 1), report.stages().stream().map(StageReport::done).toList());
      Numbers.assertComplete(dict, victim);
      long killed = Long.parseLong(Files.readSymbolicLink(victim).toString());
      assertTrue(ProcessHandle.of(killed).isEmpty(), "nobody was killed");
    }
  }

  private static void kill(ProgressEvent event, Path victim) {
    if (event.total() != Numbers.SOURCES || event.done() != Numbers.SOURCES / 2) {
      return;
    }
    try {
      while (!Files.isSymbolicLink(victim)) {
        Thread.sleep(5);
      }
      long pid = Long.parseLong(Files.readSymbolicLink(victim).toString());
      ProcessHandle executor = ProcessHandle.of(pid).orElseThrow();
      assertTrue(executor.destroyForcibly());
      executor.onExit().join();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aTaskThatKillsItsExecutorsFailsAlone() throws Exception {
    List<Integer> keys = IntStream.range(0, 6).boxed().toList();
    try (MmapDict dict = MmapDict.open(folder.resolve("shared.mmdpickle"))) {
      RunReport<Integer, Object> report =
          new SparkTaskRunner(spark)
              .run(
                  dict,
                  keys,
                  (d, key) -> {
                    if (key == 1) {
                      Runtime.getRuntime().halt(1);
                    }
                    return d.put("done/" + key, 1L);
                  });
      assertEquals(1, report.failures().size());
      TaskFailure<Integer> failure = report.failures().getFirst();
      assertEquals(1, failure.key());
      assertInstanceOf(WorkerException.class, failure.exception());
      assertEquals(Set.of(0, 2, 3, 4, 5), report.results().keySet());
      assertEquals(5, dict.size());
    }
  }

  /** As much of an installation as Spark looks for; the jars are on the executors' class path. */
  private static Path sparkHome() throws IOException {
    Path home = Path.of(System.getenv("SPARK_HOME"));
    Files.createDirectories(home.resolve("jars"));
    Files.writeString(home.resolve("RELEASE"), "Spark from Maven\n");
    return home;
  }
}
