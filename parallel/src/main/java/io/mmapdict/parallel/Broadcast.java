package io.mmapdict.parallel;

import io.mmapdict.MmapDict;
import io.mmapdict.MmapDictException;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One value of the dict for all tasks of a run, decoded once by each worker.
 *
 * <pre>{@code
 * dict.set("lens", new Lens(0.5, List.of(1L)));
 * Broadcast<Lens> lens = Broadcast.of("lens", Lens.class);
 * runner.run(dict, keys, (d, key) -> lens.in(d).sharp(key)).orThrow();
 * }</pre>
 *
 * <p>Only the key travels to a worker. An array needs no such object: {@code d.get("weights",
 * NDArray.class)} maps it in every task in microseconds, and all processes share its pages. This is
 * for values that take long to decode, and for what may be put anew while the run goes on.
 *
 * <p>Each worker decodes the value when a task of its first asks, and keeps it until the run's end:
 * a value that is put under the key meanwhile is for the next run. A worker that starts later, in
 * place of one that died, finds that one already. On a cluster, where tasks come one by one, each
 * task decodes it.
 *
 * <p>Safe for use by many threads, if the value is; before a run, {@link #in} may be called in the
 * program itself.
 *
 * @param <T> what the value is read as
 */
public final class Broadcast<T> implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String key;
  private final Class<T> type;

  /** Stays behind when this travels. */
  private transient volatile @Nullable T value;

  private Broadcast(String key, Class<T> type) {
    this.key = Objects.requireNonNull(key, "the key is null");
    this.type = Objects.requireNonNull(type, "the type is null");
  }

  /**
   * The value of a key, as a type.
   *
   * @param type as {@link MmapDict#get(String, Class)} takes it
   */
  public static <T> Broadcast<T> of(String key, Class<T> type) {
    return new Broadcast<>(key, type);
  }

  /**
   * The value; the same object for all tasks that one worker does in a run. Not to be changed: the
   * next task sees it.
   *
   * @param dict the one that the task was given
   * @throws MmapDictException if the key is absent or None, or its value is of another kind
   */
  public T in(MmapDict dict) {
    T known = value;
    if (known == null) {
      known = dict.get(key, type);
      if (known == null) {
        throw new MmapDictException(
            dict.path(), "nothing is under the key \"" + key + "\", which tasks are to share");
      }
      value = known;
    }
    return known;
  }
}
