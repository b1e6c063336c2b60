package io.mmapdict.parallel;

import java.util.List;

/** What runs tasks, one at a time: a process or a thread. */
interface Worker {

  /** From 1. */
  int number();

  /**
   * Waits until it can take tasks.
   *
   * @throws WorkerException if it did not start
   */
  void awaitReady();

  /**
   * Tells which keys {@link #call} will be called with next, in this order, so that the worker need
   * not wait for each. Whoever stops before the last one calls {@link #cancel}.
   */
  default void announce(Run<?, ?> run, List<byte[]> packedKeys) {}

  /** Runs the job's task for a packed key and waits for the end. Called by one thread at a time. */
  Answer call(Run<?, ?> run, byte[] packedKey);

  /** Ends what it does for the run, if it does. The worker can be used again. */
  void cancel(Run<?, ?> run);

  /** Ends what it does, and itself; returns when it has ended. */
  void close();
}
