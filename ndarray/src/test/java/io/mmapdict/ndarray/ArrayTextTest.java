package io.mmapdict.ndarray;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mmapdict.pickle.Codecs;
import io.mmapdict.testkit.EachPython;
import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Seed;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arrays are shown as numpy shows them: numpy says how. */
class ArrayTextTest {
  private static final int ARRAYS = 1000;

  /**
   * Saves random arrays and how numpy prints them. Magnitudes stay below those from which numpy 2.3
   * writes exponents and earlier ones do not (10^3 in float16, 10^6 in float32), or far above.
   */
  private static final String SAVE =
      """
      import numpy as np, pickle, sys
      path, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
      random = np.random.default_rng(seed)
      types = ['?', 'u1', 'i1', 'i2', 'u2', 'i4', 'u4', 'i8', 'u8', '>i4',
               'f2', 'f4', 'f8', '>f8', 'c8', 'c16']

      def numbers(shape, dtype):
          x = np.asarray(random.standard_normal(shape))
          kind = random.integers(5)
          if kind == 0:
              x = np.round(x * 10)
          elif kind == 1:
              x = np.round(x, 2)
          elif kind == 2 and dtype.itemsize > 2 and shape:
              x = x * 10.0 ** random.choice([-12, -9, -5, -2, 2, 3, 9, 12])
          elif kind == 3 and dtype.itemsize > 2:
              x = x * 10.0 ** random.integers(-5, 4, shape)
          if dtype in ('f4', 'c8') and 1e6 <= np.max(np.abs(x), initial=0) < 1e8:
              x = x / 1e2
          if random.random() < .2:
              odd = random.choice([np.nan, np.inf, -np.inf, 0.0, -0.0], shape)
              x = np.where(random.random(shape) < .2, odd, x)
          return np.asarray(x)

      arrays, texts = [], []
      for i in range(count):
          dtype = np.dtype(types[random.integers(len(types))])
          rank = random.integers(0, 5)
          longest = (40 if rank < 3 else 9) if random.random() < .3 else 6
          shape = tuple(random.integers(0 if random.random() < .1 else 1, longest, rank).tolist())
          if dtype.kind == 'c':
              x = (numbers(shape, dtype) + 1j * numbers(shape, dtype)).astype(dtype)
          elif dtype.kind == 'f':
              x = numbers(shape, dtype).astype(dtype)
          elif dtype.kind == 'b':
              x = np.asarray(random.random(shape) < .5)
          else:
              limits = np.iinfo(dtype)
              small = random.random() < .5
              low, high = (max(limits.min, -10), 20) if small else (limits.min, limits.max)
              native = dtype.newbyteorder('=').type
              x = np.asarray(random.integers(low, high, shape, native, True)).astype(dtype)
          if random.random() < .2:
              x = np.asfortranarray(x)
          arrays.append(np.asarray(x))
          texts.append(str(x))
      with open(path, 'wb') as out:
          pickle.dump(arrays + texts, out, 4)
      """;

  @TempDir private Path folder;

  @EachPython
  void printsAsNumpyDoes(Python python) throws IOException {
    long seed = Seed.next("ArrayTextTest") & Long.MAX_VALUE;
    Path file = folder.resolve("arrays.pkl");
    python.run(List.of("-W", "ignore"), SAVE, file, seed, ARRAYS);
    MemorySegment bytes = MemorySegment.ofArray(Files.readAllBytes(file));
    List<?> read = (List<?>) Codecs.installed().decode(bytes, 0, bytes.byteSize());
    for (int i = 0; i < ARRAYS; i++) {
      String shown = String.valueOf(read.get(i));
      assertEquals(read.get(ARRAYS + i), shown, "array " + i + " of numpy " + python.version());
    }
  }

  /** The digits that tell 84855592 from its neighbours end with a 9: 8.485559e7. */
  @EachPython
  void digitsBeforeThePointAreTheNumbersOwn(Python python) {
    String text =
        python.run(
            """
            import numpy as np
            np.set_printoptions(legacy='1.25') if np.__version__ >= '2.3' else None
            print(*[np.array(x, 'f4') for x in ([84855592], [99999992, 16777220], [84855592, 200000.5])], sep=';')
            """);
    String shown =
        Stream.of(
                new float[] {84855592},
                new float[] {99999992, 16777220},
                new float[] {84855592, 200000.5f})
            .map(x -> NDArray.of(x, x.length).toString())
            .collect(Collectors.joining(";"));
    assertEquals(text.strip(), shown);
  }

  @EachPython
  void longSubArraysAreShortenedAsInNumpy2(Python python) {
    String text =
        python.run(
            "import numpy as np; print(np.__version__, np.zeros(1, [('a', 'f4', (7, 150))]))");
    NDArray array =
        NDArray.zeros(DType.structured(new Field("a", DType.FLOAT32.subArray(7, 150), 0)), 1);
    int blank = text.indexOf(' ');
    String numpys = text.substring(blank + 1).strip();
    assertEquals(text.charAt(0) > '1', numpys.equals(array.toString()), array + python.version());
  }

  /** As numpy; and not after a walk along the axis. */
  @Test
  void withoutElementsItIsShort() {
    assertEquals("[]", NDArray.zeros(DType.FLOAT64, 2_000_000_000, 0).toString());
    assertEquals("[]", NDArray.zeros(DType.of("S3"), 0, 2_000_000_000).toString());
  }
}
