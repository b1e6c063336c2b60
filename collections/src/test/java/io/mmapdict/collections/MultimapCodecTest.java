package io.mmapdict.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.collect.HashMultimap;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.LinkedListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multimap;
import com.google.common.collect.MultimapBuilder;
import com.google.common.collect.SetMultimap;
import com.google.common.collect.TreeMultimap;
import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyMap;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.contract.ValueCodecContract;
import io.mmapdict.pickle.spi.ValueCodec;
import io.mmapdict.testkit.Python;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.collections.impl.factory.Multimaps;
import org.junit.jupiter.api.Test;

class MultimapCodecTest extends ValueCodecContract {
  @Override
  protected ValueCodec codec() {
    return new MultimapCodec();
  }

  @Override
  protected List<?> samples() {
    return List.of(
        LinkedListMultimap.create(),
        HashMultimap.create(),
        ImmutableListMultimap.of("b", 2L, "a", 1L, "b", 2L),
        LinkedHashMultimap.create(ImmutableListMultimap.of("b", 2L, "a", 1L, "b", 3L)),
        TreeMultimap.create(ImmutableListMultimap.of("b", 2L, "a", 1L)),
        Multimaps.mutable.list.with("b", 2L, "a", 1L),
        Multimaps.immutable.set.with("a", 1L, "a", 2L));
  }

  @Override
  protected boolean same(Object expected, Object actual) {
    return actual instanceof Multimap<?, ?> multimap
        && guava(expected).asMap().equals(multimap.asMap());
  }

  private static Multimap<?, ?> guava(Object value) {
    if (value instanceof org.eclipse.collections.api.multimap.Multimap<?, ?> eclipse) {
      Multimap<Object, Object> copy =
          value instanceof org.eclipse.collections.api.multimap.list.ListMultimap
              ? MultimapBuilder.linkedHashKeys().arrayListValues().build()
              : MultimapBuilder.linkedHashKeys().linkedHashSetValues().build();
      eclipse.forEachKeyValue(copy::put);
      return copy;
    }
    return (Multimap<?, ?>) value;
  }

  @Override
  protected List<String> pythons() {
    return Python.all().stream().map(python -> python.executable().toString()).toList();
  }

  @Override
  protected String pythonCheck(Object sample) {
    Multimap<?, ?> multimap = guava(sample);
    boolean lists = multimap instanceof ListMultimap;
    StringBuilder puts = new StringBuilder();
    multimap.forEach((key, value) ->
        puts.append("expected['%s'].%s(%s)\n".formatted(key, lists ? "append" : "add", value)));
    return "import collections\nexpected = collections.defaultdict("
        + (lists ? "list" : "set")
        + ")\n"
        + puts
        + "assert type(value) is type(expected) and value == expected, value\n"
        + "assert list(value) == list(expected), value\n"
        + "assert value.default_factory is expected.default_factory\n"
        + "assert not value['absent'] and 'absent' in value\n";
  }

  @Test
  void keepsTheOrderOfKeysAndValues() {
    ListMultimap<String, Long> lists = LinkedListMultimap.create();
    lists.putAll("z", List.of(3L, 1L, 3L));
    lists.putAll("a", List.of(2L));
    Object read = again(lists);
    assertInstanceOf(ListMultimap.class, read);
    assertEquals("{z=[3, 1, 3], a=[2]}", read.toString());
    SetMultimap<String, Long> sets = LinkedHashMultimap.create();
    sets.putAll("z", List.of(3L, 1L));
    sets.putAll("a", List.of(2L));
    assertInstanceOf(SetMultimap.class, again(sets));
    assertEquals("{z=[3, 1], a=[2]}", again(sets).toString());
  }

  @Test
  void readsADefaultdictOfPythonsAsAMap() {
    String script =
        "import pickle; from collections import defaultdict; "
            + "print(pickle.dumps(defaultdict(list, a=[1]), 4).hex())";
    byte[] pickle = HexFormat.of().parseHex(Python.any().run(script).strip());
    assertEquals(
        Map.of("a", List.of(1L)),
        Codecs.of(new MultimapCodec()).load(MemorySegment.ofArray(pickle)));
  }

  /** What another writer may have called: a map keeps it, and Python gets it back. */
  @Test
  void whatNoMultimapHoldsIsAMap() {
    PyGlobal list = new PyGlobal("builtins", "list");
    PyGlobal set = new PyGlobal("builtins", "set");
    Map<String, Object> empty = Map.of("a", List.of());
    Map<String, Object> other = Map.of("a", Set.of(1L));
    for (Object[] call :
        new Object[][] {{list, empty}, {list, other}, {set, empty}, {null, other}}) {
      PyMap map = assertInstanceOf(PyMap.class, construct(call));
      assertEquals(call[1], map);
      assertEquals(call[0], map.factory());
    }
    assertInstanceOf(SetMultimap.class, construct(set, other));
    assertThrows(PickleException.class, () -> construct(list, List.of()));
    assertThrows(PickleException.class, () -> construct(list, Map.of(), 1L));
  }

  private static Object construct(Object... arguments) {
    return new MultimapCodec().construct(PyMap.DEFAULTDICT, PyTuple.of(arguments));
  }

  private static Object again(Object value) {
    Codecs codecs = Codecs.of(new MultimapCodec());
    return codecs.load(MemorySegment.ofArray(codecs.dump(value)));
  }
}
