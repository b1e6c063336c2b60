package io.mmapdict.spark;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.ProgressListener;
import io.mmapdict.parallel.RunReport;
import io.mmapdict.parallel.Task;
import io.mmapdict.parallel.WorkerException;
import io.mmapdict.parallel.stages.Cluster;
import java.util.Collection;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Spark clusters, for programs that know none of Spark. What {@code spark-submit} or {@code
 * -Dspark.*} say holds; executors need the program's jars by {@code spark.jars}.
 */
public final class SparkClusters implements Cluster.Provider {
  /** For {@link java.util.ServiceLoader}. */
  public SparkClusters() {}

  @Override
  public String kind() {
    return "spark";
  }

  /**
   * A new Spark context, which the cluster's {@code close} stops.
   *
   * @param master {@code local[2]}, {@code spark://host:7077}, {@code k8s://...}
   * @throws WorkerException if there is no context; the cause is what Spark threw
   */
  @Override
  public Cluster connect(String master) {
    SparkConf conf =
        new SparkConf()
            .setMaster(master)
            .setIfMissing("spark.app.name", "mmapdict")
            .setIfMissing("spark.executor.extraJavaOptions", "--enable-native-access=ALL-UNNAMED");
    try {
      return new SparkCluster(new JavaSparkContext(conf));
    } catch (Exception e) { // Scala throws checked exceptions that it does not declare.
      throw new WorkerException("Spark at " + master + ": " + e.getMessage(), e);
    }
  }

  private record SparkCluster(JavaSparkContext spark) implements Cluster {
    @Override
    public <K, R> RunReport<K, R> run(
        MmapDict dict, Collection<K> keys, Task<K, R> task, ProgressListener listener)
        throws InterruptedException {
      return new SparkTaskRunner(spark).run(dict, keys, task, listener);
    }

    @Override
    public void close() {
      spark.close();
    }
  }
}
