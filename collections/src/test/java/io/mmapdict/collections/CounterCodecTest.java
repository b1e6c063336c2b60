package io.mmapdict.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableMultiset;
import com.google.common.collect.LinkedHashMultiset;
import com.google.common.collect.Multiset;
import com.google.common.collect.TreeMultiset;
import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PyMap;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.contract.ValueCodecContract;
import io.mmapdict.pickle.spi.ValueCodec;
import io.mmapdict.testkit.Python;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.eclipse.collections.api.bag.Bag;
import org.eclipse.collections.impl.factory.Bags;
import org.junit.jupiter.api.Test;

class CounterCodecTest extends ValueCodecContract {
  @Override
  protected ValueCodec codec() {
    return new CounterCodec();
  }

  @Override
  protected List<?> samples() {
    Multiset<Object> mixed = LinkedHashMultiset.create();
    mixed.add("pear", 3);
    mixed.add(1L, 70_000);
    mixed.add(null);
    return List.of(
        HashMultiset.create(),
        ImmutableMultiset.of("a", "a", "b"),
        TreeMultiset.create(List.of(2L, 1L, 1L)),
        mixed,
        Bags.mutable.of("a", "a", "b"),
        Bags.immutable.of(1L));
  }

  @Override
  protected boolean same(Object expected, Object actual) {
    if (expected instanceof Bag<?> bag) {
      Multiset<Object> multiset = LinkedHashMultiset.create();
      bag.forEachWithOccurrences((each, count) -> multiset.add(each, count));
      return multiset.equals(actual);
    }
    return expected.equals(actual);
  }

  @Override
  protected List<String> pythons() {
    return Python.all().stream().map(python -> python.executable().toString()).toList();
  }

  @Override
  protected String pythonCheck(Object sample) {
    StringBuilder counts = new StringBuilder();
    Iterable<?> elements = (Iterable<?>) sample;
    for (Object each : elements) {
      counts.append(literal(each)).append(", ");
    }
    return "import collections\n"
        + "assert type(value) is collections.Counter\n"
        + "assert value == collections.Counter(["
        + (counts.length() > 10_000 ? "'pear'] * 3 + [1] * 70000 + [None" : counts)
        + "]), value\n";
  }

  private static String literal(Object value) {
    return value == null ? "None" : value instanceof String ? "'" + value + "'" : value.toString();
  }

  @Test
  void readsWhatPythonMakes() {
    assertEquals(ImmutableMultiset.of(), load("Counter()"));
    assertEquals(ImmutableMultiset.of("a", "a"), load("Counter(a=2)"));
    assertEquals(Map.of("b", -1L), load("Counter(b=-1)"));
    assertEquals(Map.of("b", 0L, "c", 1L), load("Counter(b=0, c=1)"));
    assertEquals(Map.of("b", 0.5), load("Counter(b=0.5)"));
    assertEquals(Map.of("b", 1L << 31), load("Counter(b=2**31)"));
    assertEquals(ImmutableMultiset.of(), construct());
    assertThrows(PickleException.class, () -> construct(List.of()));
    assertThrows(PickleException.class, () -> construct(Map.of(), Map.of()));
  }

  private static Object construct(Object... arguments) {
    return new CounterCodec().construct(PyMap.COUNTER, PyTuple.of(arguments));
  }

  private static Object load(String expression) {
    String script =
        "import pickle, sys; from collections import Counter; "
            + "print(pickle.dumps(eval(sys.argv[1]), 4).hex())";
    String hex = Python.any().run(script, expression).strip();
    return Codecs.of(new CounterCodec()).load(MemorySegment.ofArray(HexFormat.of().parseHex(hex)));
  }
}
