package io.mmapdict.ndarray.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Descr;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.NumpyNames;
import io.mmapdict.pickle.AllowList;
import io.mmapdict.pickle.Audit;
import io.mmapdict.pickle.AuditFinding;
import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.testkit.EachPython;
import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Seed;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Random arrays of random types, from numpy here and back: numpy says what they are. */
class EveryDTypeTest {
  private static final int ARRAYS = 400;

  /** The bytes of all that is no padding, which numpy copies or not. */
  private static final String CONTENT =
      """
      def content(a):
          if a.dtype.names is None:
              return [a.tobytes()]
          return [part for name in a.dtype.names for part in content(a[name])]

      """;

  /**
   * Writes a list of arrays, and how numpy prints their types and them. None where it prints what is
   * not kept (that fields are aligned), where numpy's versions differ, and where it cannot.
   */
  private static final String MAKE =
      CONTENT
          + """
      import pickle, sys, warnings
      import numpy as np
      path, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
      random = np.random.default_rng(seed)
      PLAIN = ['?', 'i1', 'u1', '<i2', '>i2', '<u2', '>u2', '<i4', '>i4', '<u4', '>u4', '<i8', '>i8',
               '<u8', '>u8', '<f2', '>f2', '<f4', '>f4', '<f8', '>f8', '<f16', '>f16', '<c8', '>c8',
               '<c16', '>c16', '<c32', '>c32', 'S1', 'S7', '<U1', '>U3', '<U6', 'V1', 'V5',
               'S0', 'U0', 'V0']
      UNITS = ['', '[Y]', '[M]', '[W]', '[D]', '[h]', '[m]', '[s]', '[ms]', '[us]', '[ns]', '[ps]',
               '[fs]', '[as]', '[25s]', '[7D]', '[100ns]']

      def pick(values):
          return values[random.integers(len(values))]

      def plain():
          if random.random() < .2:
              return np.dtype(pick('<>') + pick('Mm') + '8' + pick(UNITS))
          return np.dtype(pick(PLAIN))

      def structured(depth):
          names = [pick(['x', 'y', 'größe', "it's", 'a b', 'f0', 'E']) + str(i)
                   for i in range(random.integers(0 if depth else 1, 5))]
          formats = [dtype(depth + 1) for _ in names]
          formats = [(f, tuple(random.integers(0 if random.random() < .1 else 1, 4,
                                               random.integers(1, 3)).tolist()))
                     if f.str[1:] not in ('S0', 'U0', 'V0') and random.random() < .2 else f
                     for f in formats]
          kind = random.integers(4)
          if kind == 0:
              return np.dtype(list(zip(names, formats)))
          if kind == 1 and names:
              return np.dtype(list(zip(names, formats)), align=True)
          if kind == 2:
              return np.dtype([(('T' + n, n), f) for n, f in zip(names, formats)])
          at, offsets = 0, []
          for f in formats:
              at += int(random.integers(0, 5))
              offsets.append(at)
              at += np.dtype(f).itemsize
          return np.dtype({'names': names, 'formats': formats, 'offsets': offsets,
                           'itemsize': at + int(random.integers(0, 5))})

      def dtype(depth=0):
          return structured(depth) if depth < 3 and random.random() < .35 else plain()

      def fill(a):
          d = a.dtype
          if d.names is not None:
              for name in d.names:
                  fill(a[name])
          elif d.kind in 'iu':
              limits = np.iinfo(d)
              low, high = max(limits.min, -10), 20
              if random.random() < .5:
                  low, high = limits.min, limits.max
              a[...] = random.integers(low, high, a.shape, d.newbyteorder('=').type, True)
          elif d.kind == 'b':
              a[...] = random.random(a.shape) < .5
          elif d.kind == 'f':
              a[...] = np.round(random.standard_normal(a.shape) * 10, 2)
          elif d.kind == 'c':
              a[...] = np.round(random.standard_normal(a.shape), 2)
              a += 1j * np.round(random.standard_normal(a.shape), 1)
          elif d.kind in 'Mm':
              numbers = np.ascontiguousarray(random.integers(-1000, 40000, a.shape))
              times = np.empty(a.shape, d.newbyteorder('='))
              times[...] = numbers.view(times.dtype)
              a[...] = times
              if d.kind == 'm' or '8[' in d.str:
                  a[random.random(a.shape) < .1] = 'NaT'
          elif d.kind == 'S':
              words = np.array([b'', b'a', b"it's", b'\\x00b', b'\\xff\\n', b'0123456'])
              a[...] = words[random.integers(0, len(words), a.shape)].astype(d)
          elif d.kind == 'U':
              words = np.array(['', 'a', "it's", '\\x00b', 'größe', '\\U0001f600\\n', '"'])
              a[...] = words[random.integers(0, len(words), a.shape)].astype(d)
          elif d.kind == 'V' and d.itemsize > 0:
              raw = random.integers(0, 256, a.shape + (d.itemsize,), np.uint8)
              a[...] = np.ascontiguousarray(raw).view(d)[..., 0]

      def make():
          d = dtype()
          rank = int(random.integers(0, 5))
          shape = tuple(random.integers(0 if random.random() < .1 else 1, 5, rank).tolist())
          a = np.ndarray(shape, d, bytearray(int(np.prod(shape, dtype=int)) * d.itemsize),
                         order=pick('CF'))
          fill(a)
          if rank and random.random() < .3:
              a = a[::pick([1, 2, -1])]
          if random.random() < .2:
              a = a.T
          return a

      def shown(a):
          one = a.ndim == 0 or a.dtype.itemsize == 0
          odd = one and (a.dtype.kind in 'SVfc' or a.dtype.names is not None)
          odd = odd or has_bare_span(a.dtype)  # which get twenty columns
          try:
              return None if odd else str(a)
          except ValueError:  # numpy cannot print sub-arrays without elements
              return None

      def name(d):
          return None if is_aligned(d) else str(d)

      def has_bare_span(d):
          fields = [d[n] for n in d.names] if d.names is not None else []
          return d.str[1:] == 'm8' or any(has_bare_span(f.base) for f in fields)

      def is_aligned(d):
          fields = [d[n] for n in d.names] if d.names is not None else []
          return d.isalignedstruct or any(is_aligned(f.base) for f in fields)

      arrays = [make() for _ in range(count)]
      with warnings.catch_warnings():
          warnings.simplefilter('ignore')
          texts = [(name(a.dtype), shown(a)) for a in arrays]
      facts = [(a.dtype, a.shape, a.flags.fnc, content(a)) for a in arrays]
      with open(path, 'wb') as out:
          pickle.dump(facts, out)
      for protocol in range(2, 6):
          with open(f'{path}.{protocol}', 'wb') as out:
              pickle.dump({'arrays': arrays, 'texts': texts}, out, protocol)
      """;

  /** Compares what was written here with what numpy had: its old versions swap while they load. */
  private static final String COMPARE =
      CONTENT
          + """
      import pickle, sys
      import numpy as np
      with open(sys.argv[1], 'rb') as f:
          facts = pickle.load(f)
      with open(sys.argv[2], 'rb') as f:
          written = pickle.load(f)
      for i, (dtype, shape, fortran, bytes) in enumerate(facts):
          got = written['%d' % i]
          assert type(got) is np.ndarray, (i, type(got))
          assert got.dtype == dtype, (i, got.dtype, dtype)
          assert got.dtype.str == dtype.str, (i, got.dtype.str)
          assert got.shape == shape, (i, got.shape, shape)
          assert got.flags.fnc == fortran or got.nbytes == 0, (i, got.flags)
          assert content(got) == bytes, (i, dtype, got)
          assert got.flags.writeable, i
      print(len(facts))
      """;

  @TempDir private Path folder;

  @EachPython
  void goesHereAndBack(Python python) throws Exception {
    Path made = folder.resolve("made");
    python.run(MAKE, made, Seed.next("EveryDTypeTest") & Long.MAX_VALUE, ARRAYS);
    for (int protocol = 2; protocol <= 5; protocol++) {
      Path pickle = folder.resolve("made." + protocol);
      MemorySegment bytes = MemorySegment.ofArray(Files.readAllBytes(pickle));
      Map<?, ?> read = (Map<?, ?>) Codecs.installed().decode(bytes, 0, bytes.byteSize());
      List<?> arrays = (List<?>) read.get("arrays");
      List<?> texts = (List<?>) read.get("texts");
      Path written = folder.resolve("written" + protocol);
      try (MmapDict dict = MmapDict.open(written)) {
        for (int i = 0; i < ARRAYS; i++) {
          NDArray array = (NDArray) arrays.get(i);
          PyTuple text = (PyTuple) texts.get(i);
          String where = "array %d of protocol %d: %s".formatted(i, protocol, text);
          if (text.get(0) != null) {
            assertEquals(text.get(0), array.dtype().toString(), where);
          }
          if (text.get(1) != null) {
            assertEquals(text.get(1), array.toString(), where);
          }
          assertEquals(array.dtype(), Descr.parse(Descr.of(array.dtype())), where);
          dict.put("" + i, array);
          NDArray back = dict.get("" + i, NDArray.class);
          assertEquals(array, back, where);
          assertEquals(array.hashCode(), back.hashCode(), where);
          assertTrue(back.size() == 0 || back.fileOffset().isPresent(), where);
        }
      }
      assertEquals(List.of(), refused(written));
      assertEquals(ARRAYS + "\n", python.run(COMPARE, made, written), python.version());
    }
  }

  private static List<AuditFinding> refused(Path file) throws IOException {
    MemorySegment bytes = MemorySegment.ofArray(Files.readAllBytes(file));
    return Audit.of(bytes, NumpyNames.allowedBy(AllowList.ofPython())).stream()
        .filter(finding -> !finding.allowed())
        .toList();
  }

  @EachPython
  void typesAreValuesToo(Python python) throws Exception {
    String save =
        """
        import pickle, sys
        import numpy as np
        types = [np.dtype(t) for t in (
            'O', 'M8', 'm8[3D]', '>M8[ns]', 'S0', 'U7', '>U7', 'V3', 'f16', '>c32',
            [('a', 'i4'), ('b', 'O')], [('a', [('b', '>i2', (2, 3))], (2,))], [],
            {'names': ['x', 'y'], 'formats': ['i1', 'f8'], 'offsets': [8, 0], 'itemsize': 20},
            {'names': ['x', 'y'], 'formats': ['i4', 'i2'], 'offsets': [0, 0], 'titles': ['t', None]},
            ('f4', (2, 2)))]
        with open(sys.argv[1], 'wb') as out:
            pickle.dump(types, out, 4)
        """;
    Path file = folder.resolve("types.pkl");
    python.run(save, file);
    MemorySegment bytes = MemorySegment.ofArray(Files.readAllBytes(file));
    List<?> types = (List<?>) Codecs.installed().decode(bytes, 0, bytes.byteSize());
    Path written = folder.resolve("types.mmd");
    try (MmapDict dict = MmapDict.open(written)) {
      dict.put("types", types);
      assertEquals(types, dict.get("types"));
    }
    for (Object type : types) {
      assertEquals(DType.class, type.getClass());
    }
    String compare =
        """
        import pickle, sys
        with open(sys.argv[1], 'rb') as f, open(sys.argv[2], 'rb') as g:
            one, other = pickle.load(f), pickle.load(g)['types']
        assert one == other, (one, other)
        print(len(other))
        """;
    assertEquals("16\n", python.run(compare, file, written));
  }
}
