package io.mmapdict.parallel;

import io.mmapdict.MmapDict;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What is done for one key. Usually a lambda; what it captures travels with it and must be {@link
 * Serializable}.
 *
 * <p>A task can run more than once: when it throws or its worker process dies, perhaps after the
 * task's last line, it is tried again elsewhere. So it should write under keys that follow from its
 * own key.
 *
 * @param <K> what the tasks of a run differ in; must be Serializable
 * @param <R> what comes back; small, for it travels through a socket: what is large goes into the
 *     dict
 */
@FunctionalInterface
public interface Task<K, R extends @Nullable Object> extends Serializable {

  /**
   * Does the work for {@code key}.
   *
   * @param dict the worker's own handle of the shared file, open for as long as the worker lives;
   *     not to be closed here
   * @return null, or the result; one that is not Serializable stays with the worker ({@link
   *     RunReport#unsent()})
   * @throws Exception whatever the work throws: after the last attempt it is reported for this key,
   *     and the other tasks go on
   */
  R apply(MmapDict dict, K key) throws Exception;
}
