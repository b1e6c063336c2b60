package io.mmapdict.collections;

import com.google.common.collect.LinkedHashMultiset;
import com.google.common.collect.Multiset;
import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyMap;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.collections.api.bag.Bag;

/**
 * Guava's {@link Multiset} and Eclipse Collections' {@link Bag} as {@code collections.Counter}.
 *
 * <p>Either is read back as a Guava {@link LinkedHashMultiset} in the order of the file. A Counter
 * that Python made may hold what no multiset does, a count below 1, above 2^31 - 1 or no int; it is
 * read as a {@link PyMap}, and written again as it was.
 */
public final class CounterCodec implements ValueCodec {
  private static final PyGlobal COUNTER = PyMap.COUNTER;

  @Override
  public Set<Class<?>> writes() {
    return Set.of(Multiset.class, Bag.class);
  }

  @Override
  public void write(Object value, PickleWriter out) {
    Map<Object, Object> counts = new LinkedHashMap<>();
    if (value instanceof Multiset<?> multiset) {
      multiset.entrySet().forEach(entry -> counts.put(entry.getElement(), (long) entry.getCount()));
    } else {
      ((Bag<?>) value).forEachWithOccurrences((each, count) -> counts.put(each, (long) count));
    }
    out.global(COUNTER.module(), COUNTER.name());
    out.value(counts);
    out.op(Opcode.TUPLE1);
    out.op(Opcode.REDUCE);
  }

  @Override
  public boolean isHashable(Object value) {
    return false;
  }

  @Override
  public Set<PyGlobal> reads() {
    return Set.of(COUNTER);
  }

  @Override
  public Object construct(PyGlobal callable, PyTuple arguments) {
    if (arguments.size() == 0) {
      return LinkedHashMultiset.create();
    }
    if (arguments.size() != 1 || !(arguments.get(0) instanceof Map<?, ?> counts)) {
      throw new PickleException(
          callable + " was expected with a dict of counts, found " + arguments,
          PickleException.NO_OFFSET);
    }
    Multiset<Object> multiset = LinkedHashMultiset.create();
    for (Map.Entry<?, ?> entry : counts.entrySet()) {
      if (!(entry.getValue() instanceof Long count) || count < 1 || count > Integer.MAX_VALUE) {
        return PyMap.counter(counts);
      }
      multiset.setCount(entry.getKey(), count.intValue());
    }
    return multiset;
  }
}
