package io.mmapdict.collections;

import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multimap;
import com.google.common.collect.MultimapBuilder;
import com.google.common.collect.SetMultimap;
import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyMap;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.eclipse.collections.api.multimap.bag.BagMultimap;
import org.jspecify.annotations.Nullable;

/**
 * List and set multimaps of Guava and of Eclipse Collections as {@code collections.defaultdict}:
 * {@code defaultdict(list, {key: [value, ...]})} and {@code defaultdict(set, {key: {value, ...}})}.
 *
 * <p>Read back as Guava's, keys and values in the order of the file. What Python itself pickles as
 * a defaultdict is another call, with the items behind it, and is read as a {@link PyMap}; so is
 * one that no multimap holds.
 *
 * <p>A multimap of bags is {@code defaultdict(Counter, {key: Counter({value: count})})}, and is
 * read back as such a map, of multisets.
 */
public final class MultimapCodec implements ValueCodec {
  private static final PyGlobal DEFAULTDICT = PyMap.DEFAULTDICT;
  private static final PyGlobal LIST = new PyGlobal("builtins", "list");
  private static final PyGlobal SET = new PyGlobal("builtins", "set");

  @Override
  public Set<Class<?>> writes() {
    return Set.of(
        ListMultimap.class,
        SetMultimap.class,
        org.eclipse.collections.api.multimap.list.ListMultimap.class,
        org.eclipse.collections.api.multimap.set.SetMultimap.class,
        BagMultimap.class);
  }

  @Override
  public void write(Object value, PickleWriter out) {
    if (value instanceof BagMultimap<?, ?> bags) {
      Map<Object, Object> counters = new LinkedHashMap<>();
      bags.forEachKeyMultiValues((key, each) -> counters.put(key, each));
      write(PyMap.COUNTER, counters, out);
      return;
    }
    boolean lists =
        value instanceof ListMultimap
            || value instanceof org.eclipse.collections.api.multimap.list.ListMultimap;
    Map<Object, Object> values = new LinkedHashMap<>();
    if (value instanceof Multimap<?, ?> guava) {
      guava.asMap().forEach((key, each) -> values.put(key, copy(each, lists)));
    } else {
      ((org.eclipse.collections.api.multimap.Multimap<?, ?>) value)
          .forEachKeyMultiValues((key, each) -> values.put(key, copy(each, lists)));
    }
    write(lists ? LIST : SET, values, out);
  }

  private static void write(PyGlobal factory, Map<Object, Object> values, PickleWriter out) {
    out.global(DEFAULTDICT.module(), DEFAULTDICT.name());
    out.global(factory.module(), factory.name());
    out.value(values);
    out.op(Opcode.TUPLE2);
    out.op(Opcode.REDUCE);
  }

  @Override
  public boolean isHashable(Object value) {
    return false;
  }

  @Override
  public Set<PyGlobal> reads() {
    return Set.of(DEFAULTDICT);
  }

  @Override
  public Object construct(PyGlobal callable, PyTuple arguments) {
    if (arguments.size() < 2) {
      return PyMap.defaultDict(arguments.size() == 0 ? null : arguments.get(0));
    }
    if (arguments.size() > 2 || !(arguments.get(1) instanceof Map<?, ?> values)) {
      throw new PickleException(
          callable + " was expected with a factory and a dict, found " + arguments,
          PickleException.NO_OFFSET);
    }
    Multimap<Object, Object> multimap = empty(arguments.get(0));
    if (multimap == null) {
      return asMap(arguments.get(0), values);
    }
    Class<?> kind = multimap instanceof ListMultimap ? java.util.List.class : Set.class;
    for (Map.Entry<?, ?> entry : values.entrySet()) {
      // Not of this codec's making: no multimap holds a key without values.
      if (!kind.isInstance(entry.getValue()) || ((Collection<?>) entry.getValue()).isEmpty()) {
        return asMap(arguments.get(0), values);
      }
      multimap.putAll(entry.getKey(), (Collection<?>) entry.getValue());
    }
    return multimap;
  }

  private static PyMap asMap(@Nullable Object factory, Map<?, ?> values) {
    PyMap map = PyMap.defaultDict(factory);
    map.putAll(values);
    return map;
  }

  private static @Nullable Multimap<Object, Object> empty(Object factory) {
    if (LIST.equals(factory)) {
      return MultimapBuilder.linkedHashKeys().arrayListValues().build();
    }
    return SET.equals(factory)
        ? MultimapBuilder.linkedHashKeys().linkedHashSetValues().build()
        : null;
  }

  private static Collection<Object> copy(Iterable<?> values, boolean list) {
    Collection<Object> copy = list ? new ArrayList<>() : new LinkedHashSet<>();
    values.forEach(copy::add);
    return copy;
  }
}
