package io.mmapdict.collections;

import com.google.common.collect.BoundType;
import com.google.common.collect.Range;
import com.google.common.collect.RangeMap;
import com.google.common.collect.RangeSet;
import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.collections.impl.list.Interval;
import org.eclipse.collections.impl.list.primitive.IntInterval;
import org.eclipse.collections.impl.list.primitive.LongInterval;
import org.jspecify.annotations.Nullable;

/**
 * Guava's {@link Range} of whole numbers with both ends, and Eclipse Collections' intervals, as
 * Python's {@code range}, which is read back as a {@code PyRange}.
 *
 * <p>Python has no other ranges: those without an end, or of something else, are a dict such as
 * {@code {'lower': 1.5, 'upper': None, 'bounds': '[)'}}. A {@link RangeSet} is a list of ranges, a
 * {@link RangeMap} a list of pairs {@code (range, value)}.
 */
public final class RangeCodec implements ValueCodec {
  private static final PyGlobal RANGE = new PyGlobal("builtins", "range");

  @Override
  public Set<Class<?>> writes() {
    return Set.of(
        Range.class,
        RangeSet.class,
        RangeMap.class,
        Interval.class,
        IntInterval.class,
        LongInterval.class);
  }

  @Override
  public void write(Object value, PickleWriter out) {
    switch (value) {
      case Range<?> range -> range(range, out);
      case RangeSet<?> set -> out.value(new ArrayList<>(set.asRanges()));
      case RangeMap<?, ?> map -> {
        List<PyTuple> pairs = new ArrayList<>();
        map.asMapOfRanges().forEach((range, of) -> pairs.add(PyTuple.of(range, of)));
        out.value(pairs);
      }
      case Interval interval ->
          numbers(interval.size(), interval.get(0), interval.size() > 1 ? interval.get(1) : 0, out);
      case IntInterval interval ->
          numbers(interval.size(), interval.get(0), interval.size() > 1 ? interval.get(1) : 0, out);
      default -> {
        LongInterval interval = (LongInterval) value;
        numbers(interval.size(), interval.get(0), interval.size() > 1 ? interval.get(1) : 0, out);
      }
    }
  }

  /** So many numbers; an interval says of its step only what its elements do. */
  private static void numbers(int size, long first, long second, PickleWriter out) {
    BigInteger start = BigInteger.valueOf(first);
    BigInteger step = size > 1 ? BigInteger.valueOf(second).subtract(start) : BigInteger.ONE;
    BigInteger last = start.add(step.multiply(BigInteger.valueOf(size - 1L)));
    call(start, last.add(BigInteger.valueOf(step.signum())), step, out);
  }

  private static void range(Range<?> range, PickleWriter out) {
    BigInteger lower = range.hasLowerBound() ? whole(range.lowerEndpoint()) : null;
    BigInteger upper = range.hasUpperBound() ? whole(range.upperEndpoint()) : null;
    if (lower != null && upper != null) {
      call(
          range.lowerBoundType() == BoundType.OPEN ? lower.add(BigInteger.ONE) : lower,
          range.upperBoundType() == BoundType.CLOSED ? upper.add(BigInteger.ONE) : upper,
          BigInteger.ONE,
          out);
      return;
    }
    Map<String, @Nullable Object> ends = new LinkedHashMap<>();
    ends.put("lower", range.hasLowerBound() ? range.lowerEndpoint() : null);
    ends.put("upper", range.hasUpperBound() ? range.upperEndpoint() : null);
    boolean open = !range.hasLowerBound() || range.lowerBoundType() == BoundType.OPEN;
    boolean closes = range.hasUpperBound() && range.upperBoundType() == BoundType.CLOSED;
    ends.put("bounds", (open ? "(" : "[") + (closes ? "]" : ")"));
    out.value(ends);
  }

  private static boolean isWhole(Range<?> range) {
    return range.hasLowerBound()
        && range.hasUpperBound()
        && whole(range.lowerEndpoint()) != null
        && whole(range.upperEndpoint()) != null;
  }

  private static @Nullable BigInteger whole(Object end) {
    return switch (end) {
      case BigInteger number -> number;
      case Long number -> BigInteger.valueOf(number);
      case Integer number -> BigInteger.valueOf(number);
      case Short number -> BigInteger.valueOf(number);
      case Byte number -> BigInteger.valueOf(number);
      default -> null;
    };
  }

  private static void call(BigInteger start, BigInteger stop, BigInteger step, PickleWriter out) {
    out.value(RANGE);
    out.value(start);
    out.value(stop);
    out.value(step);
    out.op(Opcode.TUPLE3);
    out.op(Opcode.REDUCE);
  }

  /** Where it is a {@code range}. */
  @Override
  public boolean isHashable(Object value) {
    return switch (value) {
      case Range<?> range -> isWhole(range);
      case RangeSet<?> set -> false;
      case RangeMap<?, ?> map -> false;
      default -> true;
    };
  }
}
