package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Seed;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real Python as the oracle. */
class PythonTest {
  private static final Codecs CODECS = Codecs.of();
  private static final int VALUES = 300;

  /** A text that says value and type of everything; {@link #described} says the same in Java. */
  private static final String DESCRIBE =
      """
      import struct
      def d(v):
          t = type(v)
          if v is None: return 'N'
          if t is bool: return 'T' if v else 'F'
          if t is int: return 'i%d' % v
          if t is float: return 'f' + struct.pack('>d', v).hex()
          if t is complex: return 'c' + d(v.real) + d(v.imag)
          if t is str: return 's' + v.encode('utf-16-be', 'surrogatepass').hex()
          if t is bytes: return 'b' + v.hex()
          if t is bytearray: return 'a' + v.hex()
          if t is list: return '[' + ','.join(map(d, v)) + ']'
          if t is tuple: return '(' + ','.join(map(d, v)) + ')'
          if t is dict: return '{' + ','.join(d(k) + ':' + d(x) for k, x in v.items()) + '}'
          if t is set: return 'S' + ','.join(sorted(map(d, v))) + ';'
          if t is frozenset: return 'Z' + ','.join(sorted(map(d, v))) + ';'
          raise TypeError(t)
      """;

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
      DESCRIBE
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
      DESCRIBE
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
          Object value = load(folder.resolve(i + "." + protocol));
          assertEquals(lines.get(i), described(value), "value " + i + ", protocol " + protocol);
        }
      }
    }
  }

  @Test
  void valuesWrittenHereAreReadInPython(@TempDir Path folder) throws IOException {
    Random random = new Random(Seed.next("valuesWrittenHereAreReadInPython"));
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < VALUES; i++) {
      Object value = value(random, 4, false);
      expected.add(described(value));
      byte[] pickle = CODECS.dump(value);
      Files.write(folder.resolve(i + ".java"), pickle);
      assertEquals(expected.getLast(), described(CODECS.load(MemorySegment.ofArray(pickle))));
    }
    for (Python python : Python.all()) {
      List<String> lines = python.run(READ_IN_PYTHON, folder, VALUES).lines().toList();
      assertEquals(expected, lines, python.version());
    }
  }

  @Test
  void opaqueObjectsAreTheSameAgainInPython(@TempDir Path folder) throws IOException {
    for (Python python : Python.all()) {
      python.run(OPAQUE, folder, "write");
      try (var files = Files.list(folder)) {
        List<Path> pickles = files.sorted(Comparator.naturalOrder()).toList();
        assertTrue(pickles.size() > 100);
        for (Path file : pickles) {
          Object value = load(file);
          byte[] written = CODECS.dump(value);
          assertTrue(
              DeepEquality.equal(value, CODECS.load(MemorySegment.ofArray(written))),
              () -> file + " " + value);
          Files.write(file, written);
        }
      }
      python.run(OPAQUE, folder, "compare");
    }
  }

  private static Object load(Path file) throws IOException {
    return CODECS.load(MemorySegment.ofArray(Files.readAllBytes(file)));
  }

  private static Object value(Random random, int depth, boolean key) {
    int kind = random.nextInt(depth == 0 ? 8 : key ? 10 : 14);
    int size = random.nextInt(5);
    return switch (kind) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 ->
          CODECS.load(
              MemorySegment.ofArray(
                  CODECS.dump(
                      new BigInteger(1 + random.nextInt(70), random).subtract(BigInteger.TEN))));
      case 3 -> random.nextLong() >> random.nextInt(64);
      case 4 -> random.nextBoolean() ? random.nextGaussian() : Double.NEGATIVE_INFINITY;
      case 5 -> text(random, random.nextInt(3) == 0 ? 300 : size);
      case 6 -> key ? "key" + size : bytes(random);
      case 7 -> key ? size + 0.5 : PyByteArray.wrap(bytes(random));
      case 8 -> PyTuple.copyOf(values(random, depth, size, key));
      case 9 -> PyFrozenSet.copyOf(values(random, depth, size, true));
      case 10 -> values(random, depth, size, false);
      case 11 -> new LinkedHashSet<>(values(random, depth, size, true));
      case 12 -> {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (Object one : values(random, depth, size, true)) {
          map.put(one, value(random, depth - 1, false));
        }
        yield map;
      }
      default -> {
        Object shared = value(random, depth - 1, false);
        List<Object> list = new ArrayList<>();
        list.add(shared);
        list.add(shared);
        yield list;
      }
    };
  }

  /** As set elements and keys no two that Python holds for equal: 1, 1.0 and True. */
  private static List<Object> values(Random random, int depth, int size, boolean key) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Object one = value(random, depth - 1, key);
      values.add(key && one instanceof Boolean ? "bool" : one);
    }
    return values;
  }

  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[new int[] {0, 3, 256, 5000}[random.nextInt(4)]];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String text(Random random, int size) {
    StringBuilder text = new StringBuilder();
    int[] some = {'a', 0, '\n', 0xe9, 0x2603, 0xd800, 0xdc00, 0x1d11e, 0xfffd};
    for (int i = 0; i < size; i++) {
      // A letter between, so that two lone surrogates never make a pair.
      text.appendCodePoint(some[random.nextInt(some.length)]).append('x');
    }
    return text.toString();
  }

  private static String described(Object value) {
    return switch (value) {
      case null -> "N";
      case Boolean bool -> bool ? "T" : "F";
      case Long number -> "i" + number;
      case BigInteger number -> "i" + number;
      case Double number -> String.format("f%016x", Double.doubleToRawLongBits(number));
      case PyComplex number -> "c" + described(number.re()) + described(number.im());
      case String text -> {
        StringBuilder hex = new StringBuilder("s");
        text.chars().forEach(c -> hex.append(String.format("%04x", c)));
        yield hex.toString();
      }
      case byte[] bytes -> "b" + HexFormat.of().formatHex(bytes);
      case PyByteArray bytes -> "a" + HexFormat.of().formatHex(bytes.array());
      case PyTuple tuple -> "(" + joined(tuple.toList()) + ")";
      case List<?> list -> "[" + joined(list) + "]";
      case PyFrozenSet set -> "Z" + sorted(set) + ";";
      case Set<?> set -> "S" + sorted(set) + ";";
      case Map<?, ?> map -> {
        List<String> items = new ArrayList<>();
        map.forEach((key, item) -> items.add(described(key) + ":" + described(item)));
        yield "{" + String.join(",", items) + "}";
      }
      default -> throw new AssertionError(value.getClass());
    };
  }

  private static String joined(List<?> values) {
    return String.join(",", values.stream().map(PythonTest::described).toList());
  }

  private static String sorted(Set<?> values) {
    return String.join(",", values.stream().map(PythonTest::described).sorted().toList());
  }
}
