package io.mmapdict.pickle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects made from a list or dict that they are in are the same in Python, once written. */
class ObjectsInThemselvesTest {
  private static final Codecs CODECS = Codecs.of();

  /** Protocols 0 and 1 make a subclass's object from a list or dict, which it copies: when full. */
  @Test
  void whatASubclassIsMadeFromIsFullInsideItself(@TempDir Path folder) throws IOException {
    String python =
        """
        import pickle, sys
        class Words(list): pass
        class Table(dict): pass
        words, table, inner, items = Words(), Table(), {}, []
        folder, what = sys.argv[1:]
        words.extend([1, items]); items.extend([words, words, inner])
        table.update({2: inner}); inner.update({3: table, 4: words})
        for n, value in enumerate([words, items, table, inner]):
            for p in (0, 1):
                name = '%s/%d.%d' % (folder, n, p)
                if what == 'write':
                    with open(name, 'wb') as f: pickle.dump(value, f, p)
                else:
                    with open(name, 'rb') as f: v = pickle.load(f)
                    w = [lambda: v, lambda: v[0], lambda: v[2][4], lambda: v[4]][n]()
                    t = w[1][2][3]
                    print(type(w).__name__, len(w), w[1][0] is w[1][1], len(w[1]), type(t).__name__, len(t), t[2][4] is w)
        """;
    Python.any().run(python, folder, "write");
    String meant = Python.any().run(python, folder, "read");
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.write(file, CODECS.dump(load(file)));
      }
    }
    assertEquals(meant, Python.any().run(python, folder, "read"));
  }

  /** It had as many values when the object was made of it, but not the object. */
  @Test
  void aDictThatHasWhatWasMadeOfItInTheEnd() throws IOException {
    byte[] made =
        CODECS.dump(
            CODECS.load(
                MemorySegment.ofArray(
                    "}q\0K\1Ns0c__main__\nS\nh\0\u0085Rq\1h\0K\1h\1s0.".getBytes(ISO_8859_1))));
    String python =
        """
        import pickle, sys
        class S:
            def __init__(self, d): self.d = d
        s = pickle.loads(bytes.fromhex(sys.argv[1]))
        print(len(s.d), s.d[1] is s)
        """;
    assertEquals("1 True", Python.any().run(python, HexFormat.of().formatHex(made)).strip());
  }

  /** What a set of a class of its own is made from is a list that nothing else has. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void setsThatAreInTheirElementsAreFull(int protocol, @TempDir Path folder) throws IOException {
    String python =
        """
        import itertools, pickle, sys
        class Own(set):
            def __hash__(self): return 1
        class Frozen(frozenset):
            def __hash__(self): return 1
        class Part:
            def __hash__(self): return 2
        class Later(Part):
            def __hash__(self): return 4
        class Kept:
            def __init__(self, parts): self.parts = parts
            def __reduce__(self): return Kept, (self.parts,)
        def values():
            classes = [Own, Frozen, set, frozenset, Kept], [Part, Later], [Part, Later]
            for c, p, o in itertools.product(*classes):
                part, other = p(), o()
                part.other, part.list = other, [other]
                value = c([part, other])
                part.of = other.of = value
                yield value, lambda v: v
                yield [value, part], lambda v: v[0]
                yield part, lambda v: v.of
                yield {3: part, 4: value}, lambda v: v[4]
        folder, what = sys.argv[1:3]
        for n, (value, of) in enumerate(values()):
            name = folder + '/%d' % n
            if what == 'write':
                with open(name, 'wb') as f: pickle.dump(value, f, int(sys.argv[3]))
            else:
                with open(name, 'rb') as f: v = of(pickle.load(f))
                parts = v.parts if isinstance(v, Kept) else v
                print(n, type(v).__name__, len(parts), [p.of is v for p in parts])
        """;
    Python.any().run(python, folder, "write", Integer.toString(protocol));
    String meant = Python.any().run(python, folder, "read");
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.write(file, CODECS.dump(load(file)));
      }
    }
    assertEquals(meant, Python.any().run(python, folder, "read"));
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.write(file, CODECS.pickler().protocol(Math.max(2, protocol)).dump(load(file)));
      }
    }
    assertEquals(meant, Python.any().run(python, folder, "read"));
  }

  /** Each time all of its elements would be written: 25 GB for a file of a MiB. */
  @Test
  void whatIsInEachOfTooManyOfItsElementsIsRefused() {
    int elements = 5_000;
    StringBuilder pickle = new StringBuilder("]p0\n(");
    for (int i = 1; i <= elements; i++) {
      pickle.append("]p").append(i).append("\n");
    }
    pickle.append("e0cm\nC\n(g0\ntRp").append(elements + 1).append("\n");
    for (int i = 1; i <= elements; i++) {
      pickle.append("g").append(i).append("\ng").append(elements + 1).append("\na0");
    }
    Object object =
        CODECS.load(MemorySegment.ofArray(pickle.append(".").toString().getBytes(US_ASCII)));
    PickleException e = assertThrows(PickleException.class, () -> CODECS.dump(object));
    assertTrue(e.getMessage().contains("m.C() is in so many of its own elements"), e.getMessage());
  }

  private static Object load(Path file) throws IOException {
    return CODECS.load(MemorySegment.ofArray(Files.readAllBytes(file)));
  }
}
