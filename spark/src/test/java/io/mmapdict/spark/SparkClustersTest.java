package io.mmapdict.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.WorkerException;
import io.mmapdict.parallel.stages.Cluster;
import io.mmapdict.parallel.stages.Pipeline;
import io.mmapdict.parallel.stages.PipelineOptions;
import io.mmapdict.parallel.stages.Stage;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As a program finds it that knows none of Spark. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SparkClustersTest {
  private static Cluster connect(String master) {
    Cluster.Provider provider =
        ServiceLoader.load(Cluster.Provider.class).findFirst().orElseThrow();
    assertEquals("spark", provider.kind());
    return provider.connect(master);
  }

  @Test
  void aPipelineRunsOnIt(@TempDir Path folder) throws InterruptedException {
    System.setProperty("spark.ui.enabled", "false");
    Pipeline pipeline =
        Pipeline.of(
            Stage.each("one", "in/*", "out/*", (d, in) -> d.get(in.getFirst(), Long.class)));
    try (MmapDict dict = MmapDict.open(folder.resolve("shared.mmdpickle"));
        Cluster cluster = connect("local[1]")) {
      dict.put("in/a", 5L);
      pipeline.run(dict, cluster, PipelineOptions.DEFAULT, (stage, event) -> {}).orThrow();
      assertEquals(5L, dict.get("out/a"));
    }
    // The context is stopped: there can be another one.
    connect("local[1]").close();
  }

  @Test
  void aMasterThatIsNoneIsNamed() {
    String message = assertThrows(WorkerException.class, () -> connect("nowhere:1")).getMessage();
    assertTrue(message.startsWith("Spark at nowhere:1: "), message);
  }
}
