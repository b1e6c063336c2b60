package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import io.mmapdict.testkit.Python;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a codec cannot finish is converted whole. */
class ConversionTest {
  /** Classes that extend list, dict and set; their attributes have no place here. */
  private static final class Extended implements ValueCodec {
    @Override
    public Set<Class<?>> writes() {
      return Set.of();
    }

    @Override
    public void write(Object value, PickleWriter out) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Set<PyGlobal> reads() {
      return Set.of(
          new PyGlobal("extended", "L"),
          new PyGlobal("extended", "D"),
          new PyGlobal("extended", "S"));
    }

    @Override
    public Object construct(PyGlobal callable, PyTuple arguments) {
      return switch (callable.name()) {
        case "L" -> new ArrayList<>(arguments.toList());
        case "D" -> new LinkedHashMap<>();
        default -> new LinkedHashSet<>();
      };
    }

    @Override
    public boolean keeps(PyGlobal callable, PyTuple arguments) {
      return true;
    }
  }

  private static final String CLASSES =
      """
      import pickle, sys, types
      class L(list):
          def __new__(cls, *first):
              made = list.__new__(cls)
              list.extend(made, first)
              return made
          def __init__(self, *first): pass
          def __reduce_ex__(self, protocol):
              import copyreg
              return copyreg.__newobj__, (L, 1), self.__dict__, iter(self[1:])
      class D(dict): pass
      extended = types.ModuleType('extended')
      sys.modules['extended'] = extended
      for one in L, D:
          one.__module__ = 'extended'
          setattr(extended, one.__name__, one)
      l = L(1)
      l += [2, 3]
      l.tag = 4
      d = D(a=5)
      d.tag = 6
      value = [l, l, d]
      """;

  /** Of a set Python gives them as an argument; this is what it would read. */
  @Test
  void elementsThatCameBeforeTheStateStay() {
    byte[] pickle = "cextended\nS\n)\u0081(K\1K\2\u0090Nb.".getBytes(StandardCharsets.ISO_8859_1);
    PyObject read =
        (PyObject) Codecs.of(new Extended()).loadToConvert(MemorySegment.ofArray(pickle));
    assertEquals(
        List.of(new PyObject.AddItems(List.of(1L, 2L)), new PyObject.State(null)), read.steps());
  }

  @Test
  void itemsThatCameBeforeTheStateStay(@TempDir Path folder) throws Exception {
    Path in = folder.resolve("in");
    Path out = folder.resolve("out");
    Python python = Python.any();
    python.run(CLASSES + "with open(sys.argv[1], 'wb') as f: pickle.dump(value, f, 4)", in);
    Codecs codecs = Codecs.of(new Extended());
    Object read = codecs.loadToConvert(MemorySegment.ofArray(Files.readAllBytes(in)));
    Files.write(out, codecs.dump(read));
    String shown =
        python.run(
            CLASSES
                + """
                with open(sys.argv[1], 'rb') as f: l, same, d = pickle.load(f)
                print(type(l).__name__, l, l.tag, same is l, type(d).__name__, d, d.tag)
                """,
            out);
    assertEquals("L [1, 2, 3] 4 True D {'a': 5} 6", shown.strip());
  }
}
