package io.mmapdict.parallel.stages;

import io.mmapdict.parallel.WorkerException;

/** Machines elsewhere that run tasks, for programs that need not know of what kind. */
public interface Cluster extends StageRunner, AutoCloseable {
  /** Ends what runs there. */
  @Override
  void close();

  /** Reaches clusters of one kind. Found by {@link java.util.ServiceLoader}. */
  interface Provider {
    /** Of which kind: {@code spark}. */
    String kind();

    /**
     * Reaches a cluster.
     *
     * @param master its address, as its kind has it
     * @throws WorkerException if it is not reached
     */
    Cluster connect(String master);
  }
}
