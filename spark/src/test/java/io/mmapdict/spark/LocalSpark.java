package io.mmapdict.spark;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.stages.Pipeline;
import io.mmapdict.parallel.stages.Stage;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two executor threads in this process, and a file for each test anew. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class LocalSpark {
  static JavaSparkContext spark;

  @TempDir Path folder;
  MmapDict dict;
  SparkTaskRunner runner;

  @BeforeAll
  static void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("LocalSpark")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.maxResultSize", "1m")
                .set("spark.driver.host", "localhost")
                .set("spark.driver.bindAddress", "127.0.0.1"));
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  @BeforeEach
  void open() {
    dict = MmapDict.open(folder.resolve("shared.mmdpickle"));
    runner = new SparkTaskRunner(spark);
  }

  @AfterEach
  void close() {
    dict.close();
  }

  static Object detect(MmapDict d, String key) {
    return d.get(key, Long.class) * 2;
  }

  static Pipeline pipeline() {
    return Pipeline.of(
        Stage.each("double", "in/*", "two/*", (d, in) -> detect(d, in.getFirst())),
        Stage.all(
            "sum",
            "two/*",
            "sum",
            (d, in) -> in.stream().mapToLong(key -> d.get(key, Long.class)).sum()));
  }
}
