package io.mmapdict.masked;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.pickle.Codecs;
import io.mmapdict.testkit.EachPython;
import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Seed;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Masked arrays are shown as numpy shows them: numpy says how. */
class MaskedTextTest {
  /** Saves random masked arrays and how numpy prints them. */
  private static final String SAVE =
      """
      import numpy as np, pickle, sys
      path, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
      random = np.random.default_rng(seed)
      units = ['Y', 'M', 'W', 'D', 'h', 'm', 's', 'ms', 'us', 'ns', 'ps', 'as', '3D', '25s', '7us']
      plain = ['?', 'i1', 'u2', '>i4', 'i8', 'u8', 'f2', 'f4', '>f8', 'f8', 'c8', 'c16', 'S1',
               'S9', 'U1', '>U9', 'V1', 'V9', 'M8', 'm8', *('M8[%s]' % u for u in units),
               *('>m8[%s]' % u for u in units)]

      # In structures numpy knows no value for other times to take masked elements' place.
      inside = [t for t in plain if np.dtype(t).kind not in 'Mm' or t[-1] == ']' and t[-3] == '[']

      def structure(depth):
          names = random.permutation(list('abcd'))[:random.integers(1, 4)]
          fields = []
          for name in names.tolist():
              inner = structure(depth + 1) if depth < 2 and random.random() < .3 else choice(inside)
              axes = tuple(random.integers(0, 4, random.integers(0, 3)).tolist())
              fields.append((name, inner, axes) if axes else (name, inner))
          return np.dtype(fields)

      def choice(of):
          return np.dtype(of[random.integers(len(of))])

      def elements(shape, dtype):
          x = np.zeros(shape, dtype)
          if dtype.names:
              for name in dtype.names:
                  part = x[name]
                  part[...] = elements(part.shape, part.dtype)
              return x
          size, kind = x.size, dtype.kind
          if kind in 'iu':
              limits = np.iinfo(dtype)
              least, most = (limits.min, limits.max) if random.random() < .5 else (0, 20)
              x.flat = random.integers(least, most, size, dtype.newbyteorder('=').type, True)
          elif kind == 'b':
              x.flat = random.random(size) < .5
          elif kind in 'fc':
              with np.errstate(all='ignore'):
                  for part in (x.real, x.imag) if kind == 'c' else (x,):
                      values = random.standard_normal(size) * 10. ** random.integers(-20, 20, size)
                      if random.random() < .5:
                          values = np.round(random.standard_normal(size) * 10, random.integers(3))
                      odd = random.choice([np.nan, np.inf, -np.inf, 0., -0., 1.], size)
                      part[...] = np.where(random.random(size) < .2, odd, values).reshape(shape)
          elif kind in 'SV':
              x = random.bytes(x.nbytes) if random.random() < .5 else random.choice(
                  list(b'ab\\'"\\\\ \\0'), x.nbytes).astype('u1').tobytes()
              x = np.frombuffer(x, dtype, size).reshape(shape) if dtype.itemsize else x
          elif kind == 'U':
              texts = random.choice(list('ab\\'"\\\\ \\0\\n\\x7f\\xa0\\xe9\\u200b\\u20ac\\U0001f600'),
                                    (size, dtype.itemsize // 4))
              x.flat = [''.join(t) for t in texts]
          else:
              days = {'W': 3e8, '3D': 7e8, 'D': 2e9, 'h': 4e10, 'm': 2e12, '25s': 6e12, 's': 1e14}
              unit = dtype.str[4:-1]
              wide = days.get(unit, 1e17) if kind == 'm' or unit[:1].isdigit() else 2. ** 62
              bits = random.choice([60, 1e5, 1e8, wide], size)
              counts = (random.uniform(-1, 1, size) * bits).astype('i8')
              counts[random.random(size) < .1] = -2 ** 63
              x.view(dtype.str[0] + 'i8').flat = counts
          return x

      def mask(shape, dtype, share):
          bits = np.zeros(shape, np.ma.make_mask_descr(dtype))
          flat = bits.reshape(-1).view('?') if bits.nbytes else bits
          if bits.nbytes:
              flat[...] = random.random(flat.shape) < share
          return bits

      arrays, texts = [], []
      for i in range(count):
          dtype = structure(0) if random.random() < .25 else choice(plain)
          if random.random() < .05:
              shape = [(1000,), (1001,), (1500,), (1501,), (2000,), (1003, 1), (3, 333), (3, 334),
                       (101, 9), (101, 10), (150, 2), (7, 151), (7, 143), (2, 3, 400),
                       (8, 9, 20), (101, 102), (11, 1, 101)][random.integers(17)]
          else:
              rank = random.integers(0, 5)
              least = 0 if random.random() < .1 else 1
              shape = tuple(random.integers(least, 30 if rank < 2 else 6, rank).tolist())
          data = elements(shape, dtype)
          share = random.choice([0, .3, 1])
          a = np.ma.masked_array(data, mask(shape, dtype, share))
          if random.random() < .2:
              a = a.T
          texts.append(str(a))
          arrays.append(a)
      with open(path, 'wb') as out:
          pickle.dump(arrays + texts, out, 4)
      """;

  private static final int ARRAYS = 1000;

  @TempDir private Path folder;

  private List<?> saved(Python python, String script, Object... arguments) throws IOException {
    Path file = folder.resolve("arrays.pkl");
    Object[] all = new Object[arguments.length + 1];
    all[0] = file;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    python.run(List.of("-W", "ignore"), script, all);
    MemorySegment bytes = MemorySegment.ofArray(Files.readAllBytes(file));
    return (List<?>) Codecs.installed().decode(bytes, 0, bytes.byteSize());
  }

  @EachPython
  void printsAsNumpyDoes(Python python) throws IOException {
    long seed = Seed.next("MaskedTextTest") & Long.MAX_VALUE;
    List<?> read = saved(python, SAVE, seed, ARRAYS);
    assertEquals(2 * ARRAYS, read.size());
    for (int i = 0; i < ARRAYS; i++) {
      MaskedArray array = (MaskedArray) read.get(i);
      assertEquals(
          read.get(ARRAYS + i),
          array.toString(),
          () -> array.dtype() + " of " + array.shape() + " of numpy " + python.version());
    }
  }

  /** Where numpy 1 prints something else: long doubles, spans that it wraps, long sub-arrays. */
  private static final String DIFFERENT =
      """
      import numpy as np, pickle, sys
      of = lambda data: np.ma.masked_array(data, np.zeros(data.shape, np.ma.make_mask_descr(data.dtype)))
      long = np.array([1.5, -0., np.nan, np.inf, 1e20, 2. ** -10], 'g')
      arrays = [
          of(long), of(long * (1 + 0j)), of(long * 1j), of(long[:2].view([('a', 'g')])),
          of(np.array([10 ** 10, 10 ** 13, -10 ** 13, 2 ** 62], 'm8[D]')),
          of(np.array([10 ** 13, -2 ** 61], 'm8[h]')),
          of(np.zeros(2, [('a', 'i2', (1001,)), ('b', 'i4', (7, 150)), ('c', 'i1', (1000,))])),
      ]
      arrays[-1]['b'].mask[1, 3:] = True
      texts = [str(a) for a in arrays]
      with open(sys.argv[1], 'wb') as out:
          pickle.dump([np.__version__ < '2', *arrays, *texts], out, 4)
      """;

  @EachPython
  void whereNumpy1DiffersItIsAsNumpy2(Python python) throws IOException {
    List<?> read = saved(python, DIFFERENT);
    boolean isOld = (Boolean) read.get(0);
    int arrays = (read.size() - 1) / 2;
    for (int i = 1; i <= arrays; i++) {
      String text = read.get(i).toString();
      assertEquals(!isOld, text.equals(read.get(arrays + i)), text + python.version());
    }
  }

  @EachPython
  void withoutAMaskItIsTheData(Python python) {
    String text =
        python.run("import numpy as np; print(np.ma.masked_array([[0.5, 10], [1, 2]]))").strip();
    NDArray data = NDArray.of(new double[] {0.5, 10, 1, 2}, 2, 2);
    assertEquals(text, MaskedArray.unmasked(data, null).toString());
    MaskedArray masked = MaskedArray.of(data, NDArray.zeros(DType.BOOL, 2, 2));
    assertNotEquals(text, masked.toString());
  }

  @EachPython
  void aLongDoubleWithoutAxesIsAStr(Python python) {
    String text = python.run("import numpy as np; print(np.ma.array(np.longdouble(1.5), mask=0))");
    NDArray data = NDArray.zeros(DType.of("<f16"));
    data.at().setDouble(1.5);
    assertEquals(text.strip(), MaskedArray.of(data, NDArray.zeros(DType.BOOL)).toString());
  }

  @Test
  void whereTheFileIsClosedItSaysSo() {
    MaskedArray array;
    MaskedArray half;
    try (Arena arena = Arena.ofConfined()) {
      NDArray data = NDArray.over(arena.allocate(2), DType.INT8, 2);
      array = MaskedArray.of(data, NDArray.zeros(DType.BOOL, 2));
      assertEquals("[0 0]", array.toString());
      NDArray mask = NDArray.over(arena.allocate(2), DType.BOOL, 2);
      half = MaskedArray.of(NDArray.zeros(DType.INT8, 2), mask);
    }
    assertTrue(half.toString().contains("closed"), half.toString());
    assertTrue(array.toString().contains("closed"), array.toString());
  }
}
