package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Seed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real Python as the oracle. */
class PythonTest {
  private static final Codecs CODECS = Codecs.of();
  private static final int VALUES = 300;

  private static final String GENERATE =
      """
      import random
      def g(r, depth, key=False):
          k = r.randrange(9 if depth == 0 else 11 if key else 15)
          n = r.randrange(5)
          if k == 0: return None
          if k == 1: return r.random() < .5
          if k == 2: return r.choice([1, -1]) * r.getrandbits(r.choice([1, 8, 16, 31, 32, 63, 64, 70, 2100]))
          if k == 3: return r.choice([0.0, -0.0, float('inf'), -float('inf'), 5e-324, r.uniform(-1e9, 1e9)])
          if k == 4: return complex(r.random(), -r.random())
          if k in (5, 6): return ''.join(chr(r.choice([65, 92, 10, 39, 0, 233, 0x2603, 0xd800, 0xdfff, 0x1d11e]))
                                         + 'x' for _ in range(r.choice([0, 1, 3, 300])))
          if k == 7: return None if key else bytes(r.randrange(256) for _ in range(r.choice([0, 3, 300, 5000])))
          if k == 8: return 7 if key else bytearray(r.randrange(256) for _ in range(n))
          if k == 9: return tuple(g(r, depth - 1, key) for _ in range(n))
          if k == 10: return frozenset(g(r, depth - 1, True) for _ in range(n))
          if k == 11: return [g(r, depth - 1) for _ in range(n)]
          if k == 12: return {g(r, depth - 1, True): g(r, depth - 1) for _ in range(n)}
          if k == 13: return {g(r, depth - 1, True) for _ in range(n)}
          x = g(r, depth - 1)
          return [x, x, (x, [x])]
      """;

  private static final String WRITE_FROM_PYTHON =
      Described.PYTHON
          + GENERATE
          + """
          import pickle, sys
          r = random.Random(int(sys.argv[2]))
          for i in range(int(sys.argv[3])):
              v = g(r, 4)
              print(d(v))
              for p in range(pickle.HIGHEST_PROTOCOL + 1):
                  with open('%s/%d.%d' % (sys.argv[1], i, p), 'wb') as f:
                      pickle.dump(v, f, p)
          """;

  private static final String READ_IN_PYTHON =
      Described.PYTHON
          + """
          import pickle, sys
          for i in range(int(sys.argv[2])):
              with open('%s/%d.java' % (sys.argv[1], i), 'rb') as f: b = f.read()
              print(d(pickle.loads(b)))
              assert d(pickle._loads(b)) == d(pickle.loads(b))
          """;

  /** Opaque objects: made in Python, read and written here, compared in Python. */
  private static final String OPAQUE =
      """
      import collections, datetime, decimal, fractions, functools, operator, pathlib, pickle, sys, types, uuid
      import array, enum, io
      class Slots:
          __slots__ = ('a', 'b')
          def __eq__(self, o): return (self.a, self.b) == (o.a, o.b)
      class Node:
          def __init__(self, name): self.name = name; self.up = None; self.kids = []
          def __eq__(self, o): return self.name == o.name and self.kids == o.kids and (self.up is None) == (o.up is None)
      class Keyword:
          def __new__(cls, *, x): o = object.__new__(cls); o.x = x; return o
          def __getnewargs_ex__(self): return (), {'x': self.x}
          def __eq__(self, o): return self.x == o.x
      class Words(list): pass
      def values():
          s = Slots(); s.a = 1; s.b = [2]
          root = Node('root'); kid = Node('kid'); kid.up = root; root.kids.append(kid)
          w = Words(['x']); w.extra = b'bytes'
          when = datetime.datetime(2018, 6, 18, 12, 30, 5, 250000, tzinfo=datetime.timezone.utc)
          d = collections.defaultdict(list); d['k'].append(d['j'])
          return [collections.OrderedDict([('z', 1), ('a', 2)]), when, decimal.Decimal('1.50'),
                  fractions.Fraction(1, 3), d, collections.deque([1, [2]], maxlen=5),
                  collections.Counter('hello'), s, root, w, uuid.UUID(int=5), pathlib.PurePosixPath('/a/b'),
                  types.SimpleNamespace(a=1), range(5), slice(1, 2), {when: 'key', decimal.Decimal(1): 2},
                  operator.attrgetter('a').__reduce__()[0], array.array('d', [1.5, 2]), Ellipsis,
                  [when, when]]
      def newer(): return [Keyword(x=[1])]
      for p in range(pickle.HIGHEST_PROTOCOL + 1):
          for i, v in enumerate(values() + (newer() if p >= 2 else [])):
              if p < 2 and type(v) is Slots: v = None
              path = '%s/%d.%d' % (sys.argv[1], i, p)
              if sys.argv[2] == 'write':
                  with open(path, 'wb') as f: pickle.dump(v, f, p)
              else:
                  with open(path, 'rb') as f: w = pickle.load(f)
                  assert type(w) is type(v) and w == v, (p, v, w)
                  if type(v) is Node: assert w.kids[0].up is w
                  if type(v) is Words: assert w.extra == b'bytes'
                  if type(v) is list: assert w[0] is w[1]
                  if type(v) is collections.defaultdict: assert w.default_factory is list and w['k'][0] is w['j']
      """;

  @Test
  void valuesOfPythonAreReadInEveryProtocol(@TempDir Path folder) throws IOException {
    long seed = Seed.next("valuesOfPythonAreReadInEveryProtocol");
    for (Python python : Python.all()) {
      List<String> lines = python.run(WRITE_FROM_PYTHON, folder, seed, VALUES).lines().toList();
      assertEquals(VALUES, lines.size());
      for (int i = 0; i < VALUES; i++) {
        for (int protocol = 0; protocol <= 5; protocol++) {
          Path file = folder.resolve(i + "." + protocol);
          Object value = load(file);
          String streamed = Described.of(CODECS.unpickler().load(file));
          assertEquals(lines.get(i), streamed, "from a stream");
          assertEquals(lines.get(i), Described.of(value), "value " + i + ", protocol " + protocol);
        }
      }
    }
  }

  @Test
  void valuesWrittenHereAreReadInPython(@TempDir Path folder) throws IOException {
    Random random = new Random(Seed.next("valuesWrittenHereAreReadInPython"));
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < VALUES; i++) {
      Object value = PythonValues.value(random, 4, false);
      expected.add(Described.of(value));
      byte[] pickle = CODECS.dump(value);
      Files.write(folder.resolve(i + ".java"), pickle);
      assertEquals(expected.getLast(), Described.of(CODECS.load(MemorySegment.ofArray(pickle))));
    }
    for (Python python : Python.all()) {
      List<String> lines = python.run(READ_IN_PYTHON, folder, VALUES).lines().toList();
      assertEquals(expected, lines, python.version());
    }
  }

  @Test
  void opaqueObjectsAreTheSameAgainInPython(@TempDir Path folder) throws IOException {
    for (Python python : Python.all()) {
      opaqueObjects(python, folder, CODECS::dump, true);
    }
  }

  @Test
  void opaqueObjectsAreTheSameAgainInPythonInEachProtocol(@TempDir Path folder) throws IOException {
    for (int protocol = 2; protocol <= 5; protocol++) {
      Pickler pickler = CODECS.pickler().protocol(protocol);
      opaqueObjects(Python.any(), folder, pickler::dump, protocol >= 4);
    }
  }

  /**
   * @param same whether the calls are written as they were read: older protocols lack some opcodes
   */
  private static void opaqueObjects(
      Python python, Path folder, Function<Object, byte[]> dump, boolean same) throws IOException {
    python.run(OPAQUE, folder, "write");
    try (var files = Files.list(folder)) {
      List<Path> pickles = files.sorted(Comparator.naturalOrder()).toList();
      assertTrue(pickles.size() > 100);
      for (Path file : pickles) {
        Object value = load(file);
        Files.write(file, dump.apply(value));
        assertTrue(!same || DeepEquality.equal(value, load(file)), () -> file + " " + value);
      }
    }
    python.run(OPAQUE, folder, "compare");
  }

  private static Object load(Path file) throws IOException {
    return CODECS.load(MemorySegment.ofArray(Files.readAllBytes(file)));
  }

  /** Which no pickler writes, and Python takes. */
  @Test
  void whatStandsBehindStopInItsFrameIsDropped() throws IOException {
    byte[] two = HexFormat.of().parseHex("80049505000000000000004b052e4e4e80044b062e");
    for (Python python : Python.all()) {
      String read =
          python.run(
              """
              import io, pickle, sys
              for load in (pickle.load, pickle._load):
                  f = io.BytesIO(bytes.fromhex(sys.argv[1]))
                  print(load(f), load(f))
              """,
              HexFormat.of().formatHex(two));
      assertEquals(List.of("5 6", "5 6"), read.lines().toList());
    }
    Unpickler unpickler = CODECS.unpickler();
    assertEquals(5L, unpickler.load(two));
    ByteArrayInputStream stream = new ByteArrayInputStream(two);
    assertEquals(List.of(5L, 6L), Arrays.asList(unpickler.load(stream), unpickler.load(stream)));
    List<@Nullable Object> read = new ArrayList<>();
    unpickler.sequence(MemorySegment.ofArray(two)).forEachRemaining(read::add);
    assertEquals(List.of(5L, 6L), read);
  }
}
