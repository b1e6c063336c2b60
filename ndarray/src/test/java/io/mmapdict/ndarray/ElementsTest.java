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
            print(numpy.array([0, 1, 100], numpy.int64).astype(name).tobytes().hex())
        """;
    StringJoiner ours = new StringJoiner("\n");
    for (DType dtype : DTypes.all()) {
      NDArray array = NDArray.zeros(dtype, 3);
      array.setInt(1, 1);
      array.setDouble(100, 2);
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
      array.setLong(1, 0, 1);
      assertEquals(1, array.getReal(0, 1), dtype.toString());
      assertEquals(0, array.getReal(0, 0), dtype.toString());
      assertTrue(array.getBoolean(0, 1), dtype.toString());
      assertFalse(array.getBoolean(1, 1), dtype.toString());
      if (dtype.kind() != DType.Kind.COMPLEX) {
        assertEquals(1, array.getDouble(0, 1), dtype.toString());
        assertEquals(1, array.getFloat(0, 1), dtype.toString());
        assertEquals(1, array.getLong(0, 1), dtype.toString());
        assertEquals(1, array.getInt(0, 1), dtype.toString());
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
        array.setLong(value, 0);
        assertEquals(value, array.getLong(0), array.dtype().toString());
        array.setDouble((double) value, 0);
        assertEquals((double) value, array.getDouble(0), array.dtype().toString());
        long beyond = end == 1 ? value - 1 : value + 1;
        Exception e = assertThrows(ArithmeticException.class, () -> array.setLong(beyond, 0));
        assertTrue(e.getMessage().contains(array.dtype().toString()), e.getMessage());
        assertThrows(ArithmeticException.class, () -> array.setDouble((double) beyond, 0));
        assertEquals(value, array.getLong(0), "changed by a refused set");
      }
      assertThrows(ArithmeticException.class, () -> array.setDouble(0.5, 0));
      assertThrows(ArithmeticException.class, () -> array.setFloat(Float.NaN, 0));
    }
    NDArray wide = one("int64");
    wide.setLong(Long.MAX_VALUE, 0);
    assertThrows(ArithmeticException.class, () -> wide.getInt(0));
    assertThrows(ArithmeticException.class, () -> wide.setDouble(0x1p63, 0));
    wide.setDouble(-0x1p63, 0);
    assertEquals(Long.MIN_VALUE, wide.getLong(0));
  }

  @Test
  void unsignedLongsBeyondLongAreWhole() {
    NDArray array = one("uint64");
    array.setDouble(0x1p63 + 2048, 0);
    assertEquals(new BigInteger("9223372036854777856"), array.get(0));
    assertEquals(0x1p63 + 2048, array.getDouble(0));
    assertThrows(ArithmeticException.class, () -> array.getLong(0));
    assertThrows(ArithmeticException.class, () -> array.setDouble(0x1p64, 0));
    assertThrows(ArithmeticException.class, () -> array.setLong(-1, 0));
    NDArray big = one(">u8");
    big.copyFrom(array);
    assertEquals(array.get(0), big.get(0));
    NDArray floats = one("float32");
    floats.copyFrom(array);
    assertEquals(0x1p63, floats.getDouble(0));
  }

  @Test
  void floatsReadAsIntegersWhereTheyAreWhole() {
    NDArray array = NDArray.of(new double[] {3, 3.5, Double.NaN, 0x1p63});
    assertEquals(3, array.getLong(0));
    for (long i = 1; i < 4; i++) {
      long index = i;
      assertThrows(ArithmeticException.class, () -> array.getLong(index));
    }
  }

  @Test
  void complexGoesByItsParts() {
    for (String name : new String[] {"<c8", ">c8", "<c16", ">c16"}) {
      NDArray array = one(name);
      array.setComplex(1.5, -2.5, 0);
      assertEquals(1.5, array.getReal(0));
      assertEquals(-2.5, array.getImaginary(0));
      assertEquals(new PyComplex(1.5, -2.5), array.get(0));
      Exception e = assertThrows(UnsupportedOperationException.class, () -> array.getDouble(0));
      assertTrue(e.getMessage().contains("getReal"), e.getMessage());
    }
    NDArray real = one("float64");
    assertThrows(UnsupportedOperationException.class, () -> real.setComplex(1, 1, 0));
    assertEquals(0, real.getImaginary(0));
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
    halves.copyFrom(values);
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
