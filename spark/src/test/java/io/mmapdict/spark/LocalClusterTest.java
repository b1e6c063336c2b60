package io.mmapdict.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two real executor processes. The pom sets SPARK_HOME and what else they are started by. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LocalClusterTest {
  @TempDir Path folder;

  @Test
  void twoExecutorProcessesAppendToOneFile() throws Exception {
    SparkConf conf =
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
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "localhost")
            .set("spark.driver.bindAddress", "127.0.0.1");
    try (JavaSparkContext spark = new JavaSparkContext(conf);
        MmapDict dict = MmapDict.open(folder.resolve("shared.mmdpickle"))) {
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

  /** As much of an installation as Spark looks for; the jars are on the executors' class path. */
  private static Path sparkHome() throws IOException {
    Path home = Path.of(System.getenv("SPARK_HOME"));
    Files.createDirectories(home.resolve("jars"));
    Files.writeString(home.resolve("RELEASE"), "Spark from Maven\n");
    return home;
  }
}
