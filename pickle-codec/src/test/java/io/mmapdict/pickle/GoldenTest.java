package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Files that mmappickle 1.0.1 and CPython wrote; what is in them stands in golden/README.json. */
class GoldenTest {
  @Test
  void values() throws IOException {
    Map<?, ?> file = (Map<?, ?>) load("values.mmdpickle");

    assertEquals("value", file.get("a_sample_key"));
    assertEquals(List.of(1L, 2L, 3L), file.get("other_key"));
    assertEquals(true, file.get("true"));
    assertEquals(null, file.get("none"));
    assertEquals(new BigInteger("1180591620717411303424"), file.get("int"));
    assertEquals(-5L, file.get("neg"));
    assertEquals(0.1, file.get("float"));
    assertEquals(Double.POSITIVE_INFINITY, file.get("inf"));
    assertEquals(new PyComplex(1, 2), file.get("complex"));
    assertArrayEquals(new byte[] {0, -1}, (byte[]) file.get("bytes"));
    assertEquals(PyTuple.of(1L, "two", 3.0), file.get("tuple"));
    Map<String, Object> inner = new LinkedHashMap<>();
    inner.put("c", null);
    assertEquals(Map.of("a", 1L, "b", List.of(1L, inner)), file.get("dict"));
    assertEquals(new LinkedHashSet<>(List.of(1L, 2L, 3L)), file.get("set"));
    assertEquals(PyFrozenSet.copyOf(Set.of("a", "b")), file.get("frozenset"));
    assertEquals("h\u00e9\u2603\ud834\udd1e", file.get("text"));
    PyMap ordered = assertInstanceOf(PyMap.class, file.get("ordered"));
    assertEquals(PyMap.ORDERED_DICT, ordered.type());
    assertEquals(List.of("z", "a"), List.copyOf(ordered.keySet()));
    assertEquals(Map.of("z", 1L, "a", 2L), ordered);
    List<?> shared = (List<?>) file.get("shared");
    assertSame(shared.get(0), shared.get(1));
    assertSame(shared.get(0), shared.get(2));
  }

  @Test
  void memoIndicesThatGoOnFromEntryToEntry() throws IOException {
    Map<?, ?> file = (Map<?, ?>) load("memo.mmdpickle");
    assertEquals(Map.of("1234", "1234", "3", "1234"), file.get("dict_a"));
    List<?> refs = (List<?>) file.get("refs");
    assertSame(refs.get(0), refs.get(1));
    assertSame(refs.get(0), ((PyTuple) refs.get(2)).get(0));
    List<?> many = (List<?>) file.get("many");
    for (int i = 0; i < many.size() / 2; i++) {
      String text = String.valueOf(i);
      assertEquals(List.of(text, text), many.get(i));
    }
  }

  @Test
  void protocolTwo() throws IOException {
    Map<?, ?> file = (Map<?, ?>) load("plain-dict.pkl");
    assertEquals(1L, file.get("a"));
    PyObject array = assertInstanceOf(PyObject.class, file.get("arr"));
    assertEquals("_reconstruct", ((PyGlobal) array.callable()).name());
  }

  private static Object load(String name) throws IOException {
    try (InputStream in = GoldenTest.class.getResourceAsStream("/golden/" + name)) {
      return Codecs.of().load(MemorySegment.ofArray(in.readAllBytes()));
    }
  }
}
