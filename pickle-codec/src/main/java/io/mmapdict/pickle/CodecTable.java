package io.mmapdict.pickle;

import io.mmapdict.pickle.DeepValues.DeepList;
import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.DirectCodec;
import io.mmapdict.pickle.spi.ValueCodec;
import io.mmapdict.pickle.values.StandardCodecs;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.BaseStream;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which codec writes which Java type and reads which Python callable. Never changes. */
final class CodecTable {
  /** Types this module writes itself; a codec may claim a subtype, never one of them. */
  private static final Set<Class<?>> OWN_TYPES =
      Set.of(
          Boolean.class,
          Byte.class,
          Short.class,
          Integer.class,
          Long.class,
          BigInteger.class,
          Float.class,
          Double.class,
          String.class,
          byte[].class,
          short[].class,
          int[].class,
          long[].class,
          float[].class,
          double[].class,
          boolean[].class,
          char[].class,
          Character.class,
          Enum.class,
          Deque.class,
          BaseStream.class,
          OptionalInt.class,
          OptionalLong.class,
          OptionalDouble.class,
          Object[].class,
          List.class,
          Map.class,
          Set.class,
          Record.class,
          Optional.class,
          PyTuple.class,
          PyFrozenSet.class,
          PyByteArray.class,
          ByteSlice.class,
          PyComplex.class,
          PyMap.class,
          PyDeque.class,
          PyGlobal.class,
          PyObject.class);

  private final List<ValueCodec> codecs;
  private final List<DirectCodec> direct;
  private final KnownGlobals knownGlobals;
  private final RecentTexts recentTexts = new RecentTexts();
  private final Map<Class<?>, ValueCodec> writers = new LinkedHashMap<>();
  private final Map<PyGlobal, ValueCodec> readers = new HashMap<>();
  private final Map<PyGlobal, ValueCodec> standard = new HashMap<>();

  private final boolean leavesOwnContainers;

  /** The choice per class, made once; null inside where this module writes it itself. */
  private final ClassValue<Optional<ValueCodec>> chosen =
      new ClassValue<>() {
        @Override
        protected Optional<ValueCodec> computeValue(Class<?> type) {
          return choose(type);
        }
      };

  CodecTable(List<ValueCodec> given) {
    codecs = given.stream().filter(codec -> !StandardCodecs.isOne(codec)).toList();
    this.direct =
        codecs.stream().filter(DirectCodec.class::isInstance).map(DirectCodec.class::cast).toList();
    codecs.forEach(this::claim);
    for (ValueCodec codec : StandardCodecs.ALL) {
      codec.writes().forEach(type -> writers.put(type, codec));
      codec.reads().stream()
          .filter(global -> !readers.containsKey(global))
          .forEach(global -> standard.put(global, codec));
    }
    Set<PyGlobal> known = new HashSet<>(readers.keySet());
    known.addAll(standard.keySet());
    knownGlobals = new KnownGlobals(known);
    leavesOwnContainers =
        writers.keySet().stream()
            .noneMatch(claim ->
                claim.isAssignableFrom(DeepList.class) || claim.isAssignableFrom(DeepMap.class));
  }

  private void claim(ValueCodec codec) {
    for (Class<?> type : codec.writes()) {
      if (OWN_TYPES.contains(type) || StandardCodecs.TYPES.contains(type)) {
        throw refused(
            codec, "the Java type " + type.getTypeName(), "which pickle-codec writes itself");
      }
      ValueCodec other = writers.putIfAbsent(type, codec);
      if (other != null) {
        throw refused(codec, "the Java type " + type.getTypeName(), claimed(other));
      }
    }
    for (PyGlobal global : codec.reads()) {
      if (BuiltinCalls.KNOWN.contains(global) || StandardCodecs.GLOBALS.contains(global)) {
        throw refused(codec, "the Python global " + global, "which pickle-codec reads itself");
      }
      ValueCodec other = readers.putIfAbsent(global, codec);
      if (other != null) {
        throw refused(codec, "the Python global " + global, claimed(other));
      }
    }
  }

  /** The installed ones: not what this module has itself. */
  List<ValueCodec> codecs() {
    return codecs;
  }

  /** Those that may know a value by sight. */
  List<DirectCodec> direct() {
    return direct;
  }

  /** The globals of its codecs. */
  KnownGlobals knownGlobals() {
    return knownGlobals;
  }

  /** Where names are that its pickles share. */
  RecentTexts recentTexts() {
    return recentTexts;
  }

  /** Whether no codec claims what the lists and dicts extend that are read. */
  boolean leavesOwnContainers() {
    return leavesOwnContainers;
  }

  /** Whether values of this class itself are written in a way of their own. */
  boolean writes(Class<?> type) {
    return OWN_TYPES.contains(type) || writer(type) != null;
  }

  /** The codec that writes values of this class, or null. */
  @Nullable ValueCodec writer(Class<?> type) {
    return chosen.get(type).orElse(null);
  }

  /** The installed codec that reads calls of this global, or null. */
  @Nullable ValueCodec reader(PyGlobal global) {
    return readers.get(global);
  }

  /** The codec of this module that does, or null. */
  @Nullable ValueCodec standardReader(PyGlobal global) {
    return standard.get(global);
  }

  /** The installed codecs by name, for messages. */
  String names() {
    return codecs.isEmpty()
        ? "none"
        : codecs.stream()
            .map(codec -> codec.getClass().getName())
            .collect(Collectors.joining(", "));
  }

  private Optional<ValueCodec> choose(Class<?> type) {
    List<Class<?>> fitting = new ArrayList<>();
    writers.keySet().stream().filter(claim -> claim.isAssignableFrom(type)).forEach(fitting::add);
    OWN_TYPES.stream().filter(claim -> claim.isAssignableFrom(type)).forEach(fitting::add);
    List<Class<?>> best =
        fitting.stream()
            .filter(claim ->
                fitting.stream()
                    .noneMatch(other -> other != claim && claim.isAssignableFrom(other)))
            .filter(writers::containsKey)
            .toList();
    long different = best.stream().map(writers::get).distinct().count();
    if (different > 1) {
      throw new PickleException(
          type.getName()
              + " could be written by "
              + best.stream()
                  .map(claim -> writers.get(claim).getClass().getName() + " as " + claim.getName())
                  .collect(Collectors.joining(" or by "))
              + "; give it a ValueCodec of its own",
          PickleException.NO_OFFSET);
    }
    return best.stream().findFirst().map(writers::get);
  }

  private static String claimed(ValueCodec other) {
    return "which " + other.getClass().getName() + " claims, too; take one of the two away";
  }

  private static PickleException refused(ValueCodec codec, String what, String why) {
    return new PickleException(
        codec.getClass().getName() + " claims " + what + ", " + why, PickleException.NO_OFFSET);
  }
}
