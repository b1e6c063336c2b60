package io.mmapdict.ndarray;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.pickle.PyComplex;
import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Seed;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Random;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

class ElementsTest {
  private static NDArray one(String dtype) {
    return NDArray.zeros(DType.of(dtype), 1);
  }

  @Test
  void bytesAreNumpysForEveryTypeAndOrder() {
    String script =
        """
        import numpy, sys
        for name in sys.argv[1:]:
            a = numpy.array([0, 1, 100], numpy.int64).astype(name)
            if name[1:] in ('f16', 'c32'):  # what stands behind the ten bytes is left to chance
                a.view(numpy.uint8).reshape(-1, 16)[:, slice(10, 16) if name[0] == '<' else slice(6)] = 0
            print(a.tobytes().hex())
        """;
    StringJoiner ours = new StringJoiner("\n");
    for (DType dtype : DTypes.all()) {
      NDArray array = NDArray.zeros(dtype, 3);
      array.at(1).setInt(1);
      array.at(2).setDouble(100);
      byte[] bytes = array.asSegment().toArray(ValueLayout.JAVA_BYTE);
      ours.add(HexFormat.of().formatHex(bytes));
    }
    Object[] names = DTypes.all().stream().map(DType::typestring).toArray();
    assertEquals(Python.any().run(script, names).strip(), ours.toString());
  }

  @Test
  void everyTypeReadsWhatWasSet() {
    for (DType dtype : DTypes.all()) {
      NDArray array = NDArray.zeros(dtype, 2, 2);
      array.at(0, 1).setLong(1);
      assertEquals(1, array.at(0, 1).getReal(), dtype.toString());
      assertEquals(0, array.at(0, 0).getReal(), dtype.toString());
      assertTrue(array.at(0, 1).getBoolean(), dtype.toString());
      assertFalse(array.at(1, 1).getBoolean(), dtype.toString());
      if (dtype.kind() != DType.Kind.COMPLEX) {
        assertEquals(1, array.at(0, 1).getDouble(), dtype.toString());
        assertEquals(1, array.at(0, 1).getFloat(), dtype.toString());
        assertEquals(1, array.at(0, 1).getLong(), dtype.toString());
        assertEquals(1, array.at(0, 1).getInt(), dtype.toString());
      }
    }
  }

  @Test
  void integersAreKeptExactlyOrRefused() {
    Object[][] ranges = {
      {"int8", -128L, 127L},
      {"uint8", 0L, 255L},
      {">i2", -32768L, 32767L},
      {"uint16", 0L, 65535L},
      {"int32", -2147483648L, 2147483647L},
      {">u4", 0L, 4294967295L}
    };
    for (Object[] range : ranges) {
      NDArray array = one((String) range[0]);
      for (int end = 1; end <= 2; end++) {
        long value = (Long) range[end];
        array.at(0).setLong(value);
        assertEquals(value, array.at(0).getLong(), array.dtype().toString());
        array.at(0).setDouble((double) value);
        assertEquals((double) value, array.at(0).getDouble(), array.dtype().toString());
        long beyond = end == 1 ? value - 1 : value + 1;
        Exception e = assertThrows(ArithmeticException.class, () -> array.at(0).setLong(beyond));
        assertTrue(e.getMessage().contains(array.dtype().toString()), e.getMessage());
        assertThrows(ArithmeticException.class, () -> array.at(0).setDouble((double) beyond));
        assertEquals(value, array.at(0).getLong(), "changed by a refused set");
      }
      assertThrows(ArithmeticException.class, () -> array.at(0).setDouble(0.5));
      assertThrows(ArithmeticException.class, () -> array.at(0).setFloat(Float.NaN));
    }
    NDArray wide = one("int64");
    wide.at(0).setLong(Long.MAX_VALUE);
    assertThrows(ArithmeticException.class, () -> wide.at(0).getInt());
    assertThrows(ArithmeticException.class, () -> wide.at(0).setDouble(0x1p63));
    wide.at(0).setDouble(-0x1p63);
    assertEquals(Long.MIN_VALUE, wide.at(0).getLong());
  }

  @Test
  void unsignedLongsBeyondLongAreWhole() {
    NDArray array = one("uint64");
    array.at(0).setDouble(0x1p63 + 2048);
    assertEquals(new BigInteger("9223372036854777856"), array.at(0).get());
    assertEquals(0x1p63 + 2048, array.at(0).getDouble());
    assertThrows(ArithmeticException.class, () -> array.at(0).getLong());
    assertThrows(ArithmeticException.class, () -> array.at(0).setDouble(0x1p64));
    assertThrows(ArithmeticException.class, () -> array.at(0).setLong(-1));
    NDArray big = one(">u8");
    big.copyFrom(array);
    assertEquals(array.at(0).get(), big.at(0).get());
    NDArray floats = one("float32");
    floats.copyFrom(array);
    assertEquals(0x1p63, floats.at(0).getDouble());
  }

  @Test
  void floatsReadAsIntegersWhereTheyAreWhole() {
    NDArray array = NDArray.of(new double[] {3, 3.5, Double.NaN, 0x1p63});
    assertEquals(3, array.at(0).getLong());
    for (long i = 1; i < 4; i++) {
      long index = i;
      assertThrows(ArithmeticException.class, () -> array.at(index).getLong());
    }
  }

  @Test
  void complexGoesByItsParts() {
    for (String name : new String[] {"<c8", ">c8", "<c16", ">c16"}) {
      NDArray array = one(name);
      array.at(0).setComplex(1.5, -2.5);
      assertEquals(1.5, array.at(0).getReal());
      assertEquals(-2.5, array.at(0).getImaginary());
      assertEquals(new PyComplex(1.5, -2.5), array.at(0).get());
      Exception e =
          assertThrows(UnsupportedOperationException.class, () -> array.at(0).getDouble());
      assertTrue(e.getMessage().contains("getReal"), e.getMessage());
    }
    NDArray real = one("float64");
    assertThrows(UnsupportedOperationException.class, () -> real.at(0).setComplex(1, 1));
    assertEquals(0, real.at(0).getImaginary());
  }

  /** Half precision rounds once, also where a float lies between. */
  @Test
  void halvesRoundAsNumpys() {
    Random random = new Random(Seed.next("halvesRoundAsNumpys"));
    double[] values = new double[3000];
    for (int i = 0; i < values.length; i++) {
      int exponent = random.nextInt(-27, 18);
      int steps = random.nextInt(1024, 2049);
      // Near the middle between two halves, a hair below, on, or above it: there rounding twice
      // shows.
      double middle = Math.scalb(steps + 0.5, exponent - 10);
      values[i] = middle * (1 + random.nextInt(-1, 2) * 0x1p-40) * (random.nextBoolean() ? 1 : -1);
    }
    values[0] = Double.POSITIVE_INFINITY;
    values[1] = 65519.999;
    values[2] = 65520;
    values[3] = 1e300;
    values[4] = -1e-300;
    NDArray halves = NDArray.zeros(DType.of("<f2"), values.length);
    halves.copyFrom(NDArray.of(values));
    StringJoiner arguments = new StringJoiner(",");
    for (double value : values) {
      arguments.add(Long.toString(Double.doubleToRawLongBits(value)));
    }
    String script =
        """
        import numpy, sys, warnings
        warnings.simplefilter('ignore')
        bits = numpy.array([int(v) for v in sys.argv[1].split(',')], numpy.int64)
        print(bits.view(numpy.float64).astype('<f2').tobytes().hex())
        """;
    for (Python python : Python.all()) {
      assertEquals(
          python.run(script, arguments).strip(),
          HexFormat.of().formatHex(halves.asSegment().toArray(ValueLayout.JAVA_BYTE)),
          python.version());
    }
  }
}
