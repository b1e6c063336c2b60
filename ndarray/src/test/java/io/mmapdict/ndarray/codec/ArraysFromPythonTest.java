package io.mmapdict.ndarray.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.PyComplex;
import io.mmapdict.testkit.Python;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What numpy pickles itself is read here, in place where the bytes lie as such in the pickle. */
class ArraysFromPythonTest {
  @TempDir Path folder;

  private Map<?, ?> load(Python python, String script, Object... arguments) throws Exception {
    Path file = folder.resolve("from-python.pkl");
    Object[] all = new Object[arguments.length + 1];
    all[0] = file;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    python.run(
        "import pickle, sys\nimport numpy as np\nout = open(sys.argv[1], 'wb')\n" + script, all);
    MemorySegment bytes = MemorySegment.ofArray(Files.readAllBytes(file));
    return (Map<?, ?>) Codecs.installed().decode(bytes, 0, bytes.byteSize());
  }

  @Test
  void everyTypeShapeOrderAndProtocol() throws Exception {
    String script =
        """
        values = {}
        for dtype in sys.argv[3].split(','):
            for s, shape in enumerate([(), (5,), (2, 3, 4), (0, 3), (1, 1), (3, 1, 2, 1, 2)]):
                for order in 'CF':
                    n = int(np.prod(shape))
                    a = (np.arange(n) % 7).reshape(shape).astype(dtype)
                    values[dtype + str(s) + order] = np.asarray(a, order=order)
        pickle.dump(values, out, int(sys.argv[2]))
        """;
    for (Python python : Python.all()) {
      for (int protocol = 2; protocol <= 5; protocol++) {
        Map<?, ?> read = load(python, script, protocol, String.join(",", Counting.DTYPES));
        for (String dtype : Counting.DTYPES) {
          for (int s = 0; s < Counting.SHAPES.size(); s++) {
            for (Order order : Order.values()) {
              String key = dtype + s + order.name().charAt(0);
              String where = key + " protocol " + protocol + " " + python.version();
              NDArray array = (NDArray) read.get(key);
              Shape shape = Counting.SHAPES.get(s);
              assertEquals(Counting.array(DType.of(dtype), Order.C, shape), array, where);
              assertTrue(array.isContiguous(order), where);
            }
          }
        }
      }
    }
  }

  /** Python 2's strs are text where they are ASCII: numpy takes them for bytes. */
  @Test
  void whatPython2PickledOfAsciiBytesIsRead() {
    String pickle =
        "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(I2\nt"
            + "cnumpy\ndtype\n(S'i2'\nI0\nI1\ntR(I3\nS'<'\nNNNI-1\nI-1\nI0\ntbI00\n"
            + "S'\\x01\\x00\\x02\\x00'\ntb.";
    MemorySegment bytes = MemorySegment.ofArray(pickle.getBytes(StandardCharsets.US_ASCII));
    NDArray read = (NDArray) Codecs.installed().decode(bytes, 0, bytes.byteSize());
    assertEquals(NDArray.of(new short[] {1, 2}), read);
  }

  @Test
  void bytesInThePickleAreNotCopied() throws Exception {
    for (Python python : Python.all()) {
      for (int protocol = 3; protocol <= 5; protocol++) {
        Path file = folder.resolve("place.pkl");
        python.run(
            """
            import pickle, sys
            import numpy as np
            pickle.dump(np.array([0x1122334455667788], '>i8'), open(sys.argv[1], 'wb'), int(sys.argv[2]))
            """,
            file,
            protocol);
        byte[] bytes = Files.readAllBytes(file);
        MemorySegment source = MemorySegment.ofArray(bytes);
        NDArray array = (NDArray) Codecs.installed().decode(source, 0, bytes.length);
        int at = (int) array.fileOffset().orElseThrow();
        assertEquals(0x11, bytes[at], python.version());
        assertEquals(0x88, bytes[at + 7] & 0xff, python.version());
        array.at(0).setLong(0);
        assertEquals(0, bytes[at + 7], "set in place");
      }
    }
  }

  /** In protocol 5 a read-only array stays read-only in Python, and here. */
  @Test
  void readOnlyArraysStayReadOnly() throws Exception {
    String script =
        """
        a = np.arange(3)
        a.flags.writeable = False
        pickle.dump({'a': a, 'b': np.arange(3)}, out, 5)
        """;
    for (Python python : Python.all()) {
      Map<?, ?> read = load(python, script);
      assertTrue(((NDArray) read.get("a")).isReadOnly(), python.version());
      assertEquals(read.get("a"), read.get("b"), python.version());
    }
  }

  @Test
  void stridedBuffersAndOffsets() throws Exception {
    String script =
        """
        class Strided:
            def __init__(self, *args): self.args = args
            def __reduce__(self): return np.ndarray, self.args
        b = bytearray(range(48))
        pickle.dump({
            'offset': Strided((3,), '<i2', b, 5),
            'strides': Strided((2, 3), '|u1', b, 10, (-4, 2)),
            'broadcast': Strided((2, 2), '|u1', b, 7, (0, 0)),
            'fortran': Strided((2, 3), '|u1', b, 1, None, 'F'),
        }, out, 5)
        """;
    for (Python python : Python.all()) {
      Map<?, ?> read = load(python, script);
      assertEquals(List.of(0x0605L, 0x0807L, 0x0a09L), longs(read.get("offset")));
      assertEquals(List.of(10L, 12L, 14L, 6L, 8L, 10L), longs(read.get("strides")));
      assertEquals(List.of(7L, 7L, 7L, 7L), longs(read.get("broadcast")));
      assertEquals(List.of(1L, 3L, 5L, 2L, 4L, 6L), longs(read.get("fortran")));
    }
  }

  private static List<Long> longs(Object array) {
    return Arrays.stream(((NDArray) array).toLongArray()).boxed().toList();
  }

  @Test
  void scalarsAreNumbers() throws Exception {
    String script =
        """
        pickle.dump({
            'f2': np.float16(0.5), 'f4': np.float32(1.5), 'f8': np.float64(0.1),
            'i1': np.int8(-3), 'i8': np.int64(-2**63), 'u8': np.uint64(2**64 - 1),
            'b': np.bool_(True), 'c8': np.complex64(1 - 2j),
            'list': [np.float32(2), np.float32(2)],
        }, out, int(sys.argv[2]))
        """;
    for (Python python : Python.all()) {
      for (int protocol = 2; protocol <= 5; protocol++) {
        Map<?, ?> read = load(python, script, protocol);
        assertEquals(0.5, read.get("f2"));
        assertEquals(1.5, read.get("f4"));
        assertEquals(0.1, read.get("f8"));
        assertEquals(-3L, read.get("i1"));
        assertEquals(Long.MIN_VALUE, read.get("i8"));
        assertEquals(BigInteger.TWO.pow(64).subtract(BigInteger.ONE), read.get("u8"));
        assertEquals(true, read.get("b"));
        assertEquals(new PyComplex(1, -2), read.get("c8"));
        assertEquals(List.of(2.0, 2.0), read.get("list"));
      }
    }
  }

  /** numpy memoises a dtype before its state: the state must reach what the memo hands out. */
  @Test
  void sharedDtypesKeepTheirOrder() throws Exception {
    String script =
        """
        little, big = np.dtype('<i4'), np.dtype('>i4')
        pickle.dump({'l': little, 'b': big, 'again': [little, big, little],
                     'arrays': [np.array([1], big), np.array([1], little), np.array([2], big)],
                    }, out, int(sys.argv[2]))
        """;
    for (Python python : Python.all()) {
      for (int protocol = 2; protocol <= 5; protocol++) {
        Map<?, ?> read = load(python, script, protocol);
        DType little = DType.of("<i4");
        DType big = DType.of(">i4");
        assertEquals(little, read.get("l"));
        assertEquals(big, read.get("b"));
        assertEquals(List.of(little, big, little), read.get("again"));
        List<?> arrays = (List<?>) read.get("arrays");
        assertEquals(big, ((NDArray) arrays.get(0)).dtype());
        assertEquals(little, ((NDArray) arrays.get(1)).dtype());
        assertEquals(2, ((NDArray) arrays.get(2)).at(0).getInt());
      }
    }
  }

  @Test
  void oneArrayTwiceIsOneArray() throws Exception {
    String script = "a = np.arange(3)\npickle.dump({'a': a, 'b': a}, out, int(sys.argv[2]))\n";
    for (Python python : Python.all()) {
      for (int protocol = 2; protocol <= 5; protocol++) {
        Map<?, ?> read = load(python, script, protocol);
        ((NDArray) read.get("a")).at(1).setLong(40);
        assertEquals(40, ((NDArray) read.get("b")).at(1).getLong(), "protocol " + protocol);
      }
    }
  }
}
