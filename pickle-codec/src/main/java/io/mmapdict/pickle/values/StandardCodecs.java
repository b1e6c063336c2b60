package io.mmapdict.pickle.values;

import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyMap;
import io.mmapdict.pickle.spi.ValueCodec;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The codecs of what Python's standard library has and Java's, too, or a small type of this module.
 * They are always there and need not be installed.
 *
 * <p>What they read is the same to Python once it is written again, type and all. A call that says
 * more than their Java type holds they refuse, by an exception, and it stays the call that it was;
 * so they never make a pickle unreadable.
 */
public final class StandardCodecs {
  /** All of them. */
  public static final List<ValueCodec> ALL =
      Stream.of(
              NumberCodecs.ALL,
              TimeCodecs.ALL,
              CollectionCodecs.ALL,
              List.<ValueCodec>of(new UuidCodec(), new PathCodec()))
          .flatMap(List::stream)
          .toList();

  /** What they write. */
  public static final Set<Class<?>> TYPES =
      ALL.stream().flatMap(codec -> codec.writes().stream()).collect(Collectors.toSet());

  /** What an installed codec may read in their place: libraries have types of their own for it. */
  private static final Set<PyGlobal> YIELDED = Set.of(PyMap.COUNTER, PyMap.DEFAULTDICT);

  /** What they read and no installed codec may. */
  public static final Set<PyGlobal> GLOBALS =
      ALL.stream()
          .flatMap(codec -> codec.reads().stream())
          .filter(global -> !YIELDED.contains(global))
          .collect(Collectors.toSet());

  private StandardCodecs() {}

  /** Whether a codec is one of these, so that to install it changes nothing. */
  public static boolean isOne(ValueCodec codec) {
    return ALL.contains(codec);
  }
}
