package io.mmapdict.parallel;

import io.mmapdict.MmapDict;
import org.jspecify.annotations.Nullable;

/**
 * A task in two halves, for clusters whose machines see the file but cannot all write to it: a
 * worker {@link #make}s, which only reads, and the one process that may write {@link #store}s. A
 * runner whose workers write does both there.
 *
 * @param <K> what the tasks of a run differ in; must be Serializable
 * @param <R> what becomes of it in the report
 */
public interface ReturningTask<K, R extends @Nullable Object> extends Task<K, R> {
  /**
   * What is to be stored.
   *
   * @param dict not to be changed, nor to be closed here
   * @return null, or what a codec writes, less than 2 GiB as a pickle; copied when this returns
   * @throws Exception whatever the work throws
   */
  @Nullable Object make(MmapDict dict, K key) throws Exception;

  /**
   * Stores it; quick, for the others wait meanwhile.
   *
   * @param dict may be changed
   * @param made what {@link #make} gave for the key, perhaps read back from a pickle
   * @return the task's result
   * @throws Exception whatever goes wrong: that was an attempt at the task
   */
  R store(MmapDict dict, K key, @Nullable Object made) throws Exception;

  @Override
  default R apply(MmapDict dict, K key) throws Exception {
    return store(dict, key, make(dict, key));
  }
}
