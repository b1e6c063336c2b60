package io.mmapdict.ndarray;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.pickle.PyTuple;
import io.mmapdict.testkit.EachPython;
import io.mmapdict.testkit.Python;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Structures, texts and times: what is set is what numpy reads. */
class FieldsTest {
  private static final DType KEYPOINT =
      DType.structured(
          20,
          List.of(
              new Field("x", DType.of(">f4"), 0),
              new Field("count", DType.UINT8, 4, "how often"),
              new Field("place", DType.of("<i2").subArray(2, 2), 6),
              new Field("name", DType.of("S4"), 14)));

  private static String hex(NDArray array) {
    return HexFormat.of().formatHex(array.asSegment().toArray(ValueLayout.JAVA_BYTE));
  }

  @EachPython
  void whatIsSetInFieldsIsNumpys(Python python) {
    NDArray array = NDArray.zeros(KEYPOINT, 2, 2);
    array.field("x").at(1, 0).setFloat(2.5f);
    array.field("how often").at(0, 1).setInt(200);
    array.at(1, 1).field("place").copyFrom(NDArray.of(new int[] {1, 2, 3, 4}, 2, 2));
    array.field("name").at(0, 0).set("ab".getBytes(StandardCharsets.US_ASCII));
    array
        .at(0, 1)
        .set(PyTuple.of(-1.0, 7L, NDArray.of(new short[] {5, 6, 7, 8}, 2, 2), bytes("xy")));
    String script =
        """
        import numpy as np
        a = np.zeros((2, 2), np.dtype({'names': ['x', 'count', 'place', 'name'],
            'formats': ['>f4', 'u1', ('<i2', (2, 2)), 'S4'], 'offsets': [0, 4, 6, 14],
            'titles': [None, 'how often', None, None], 'itemsize': 20}))
        a['x'][1, 0] = 2.5
        a['place'][1, 1] = [[1, 2], [3, 4]]
        a['name'][0, 0] = b'ab'
        a[0, 1] = (-1, 7, [[5, 6], [7, 8]], b'xy')
        print(a.tobytes().hex())
        """;
    assertEquals(python.run(script).strip(), hex(array));
    assertEquals(Shape.of(2, 2, 2, 2), array.field("place").shape());
    assertEquals(8, array.field("place").at(0, 1, 1, 1).getInt());
    PyTuple value = (PyTuple) array.at(0, 1).get();
    assertEquals(-1.0, value.get(0));
    assertEquals(7L, value.get(1));
    assertEquals(NDArray.of(new short[] {5, 6, 7, 8}, 2, 2), value.get(2));
    assertArrayEquals(bytes("xy"), (byte[]) value.get(3));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void structuresAreCopiedFieldByField() {
    NDArray array = NDArray.zeros(KEYPOINT, 3);
    array.field("x").fill(1.5);
    array.field("name").fill(bytes("abc"));
    NDArray swapped = NDArray.zeros(KEYPOINT.withOrder(ByteOrder.BIG_ENDIAN), 3);
    swapped.copyFrom(array);
    assertEquals(1.5, swapped.field("x").at(2).getDouble());
    assertArrayEquals(bytes("abc"), (byte[]) swapped.field("name").at(1).get());
    NDArray other = NDArray.zeros(DType.structured(new Field("x", DType.FLOAT32, 0)), 3);
    assertThrows(UnsupportedOperationException.class, () -> other.copyFrom(array));
    NDArray number = NDArray.zeros(DType.FLOAT64, 3);
    assertThrows(UnsupportedOperationException.class, () -> number.copyFrom(array));
  }

  @Test
  void textsFitOrAreRefused() {
    NDArray text = NDArray.zeros(DType.of(">U3"), 2);
    text.at(0).set("\ud83d\ude00ab");
    assertEquals("\ud83d\ude00ab", text.at(0).get());
    assertThrows(ArithmeticException.class, () -> text.at(1).set("four"));
    assertThrows(UnsupportedOperationException.class, () -> text.at(1).set(5L));
    assertThrows(UnsupportedOperationException.class, () -> text.at(1).getDouble());
    assertEquals("", text.at(1).get(), "changed by a refused set");
    NDArray broken = NDArray.over(NDArray.of(new int[] {0x110000}).asSegment(), DType.of("<U1"), 1);
    assertThrows(ArithmeticException.class, () -> broken.at(0).get());
    NDArray bytes = NDArray.zeros(DType.of("S2"), 2);
    assertThrows(ArithmeticException.class, () -> bytes.copyFrom(text));
    text.at(0).set("ab");
    bytes.copyFrom(text);
    assertArrayEquals(bytes("ab"), (byte[]) bytes.at(0).get());
    NDArray back = NDArray.zeros(DType.of("<U2"), 2);
    back.copyFrom(bytes);
    assertEquals("ab", back.at(0).get());
  }

  @EachPython
  void timesAreNumpys(Python python) {
    Map<String, String> times =
        Map.of(
            "M8[Y]", "1969-01-01T00:00",
            "M8[M]", "2026-11-01T00:00",
            "M8[W]", "1969-12-25T00:00",
            "M8[D]", "0001-01-01T00:00",
            "M8[25s]", "1970-01-01T00:00:50",
            ">M8[ms]", "2026-11-22T10:11:12.345",
            "M8[100ns]", "1960-02-03T04:05:06.000000700");
    String script =
        """
        import numpy as np, sys
        print(np.array(sys.argv[2], sys.argv[1]).tobytes().hex())
        """;
    times.forEach((type, time) -> {
      NDArray array = NDArray.zeros(DType.of(type));
      array.at().set(LocalDateTime.parse(time));
      assertEquals(python.run(script, type, time).strip(), hex(array), type);
      assertEquals(LocalDateTime.parse(time), array.at().get(), type);
      array.at().set(null);
      assertEquals(python.run(script, type, "NaT").strip(), hex(array), type);
      assertNull(array.at().get());
      assertEquals("NaT", array.toString());
    });
    NDArray span = NDArray.zeros(DType.of("m8[us]"));
    span.at().set(Duration.ofMillis(-3));
    assertEquals(-3000, span.at().getLong());
    assertEquals(Duration.ofMillis(-3), span.at().get());
    assertThrows(ArithmeticException.class, () -> span.at().set(Duration.ofNanos(5)));
    NDArray seconds = NDArray.zeros(DType.of("m8[s]"));
    assertThrows(ArithmeticException.class, () -> seconds.copyFrom(span));
    span.at().set(Duration.ofSeconds(9));
    seconds.copyFrom(span);
    assertEquals(9, seconds.at().getLong());
    assertEquals(5L, NDArray.of(new long[] {5}).at(0).get());
  }

  @EachPython
  void longDoublesAreNumpys(Python python) {
    double[] values = {
      0,
      -0.0,
      1,
      -1.5,
      0.1,
      1e300,
      Double.MIN_VALUE,
      -Double.MAX_VALUE,
      1e-310,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY
    };
    NDArray longs = NDArray.zeros(DType.of("<f16"), values.length);
    longs.copyFrom(NDArray.of(values));
    assertArrayEquals(values, longs.toDoubleArray());
    NDArray swapped = NDArray.zeros(DType.of(">f16"), values.length);
    swapped.copyFrom(longs);
    assertArrayEquals(values, swapped.toDoubleArray());
    String script =
        """
        import numpy as np, sys
        a = np.array([0, -0.0, 1, -1.5, 0.1, 1e300, 5e-324, -1.7976931348623157e308, 1e-310,
                      np.inf, -np.inf], np.longdouble)
        print(''.join(x.tobytes()[:10].hex() + 12 * '0' for x in a))
        a = np.array([1, 2**62 + 1, -2**63, 3], np.longdouble)
        a[3] += np.longdouble(1) / 2**62
        print(''.join(x.tobytes().hex() for x in a))
        """;
    List<String> lines = python.run(script).lines().toList();
    assertEquals(lines.get(0), hex(longs));
    byte[] whole = HexFormat.of().parseHex(lines.get(1));
    NDArray exact = NDArray.over(MemorySegment.ofArray(whole), DType.of("<f16"), 4);
    assertEquals((1L << 62) + 1, exact.at(1).getLong());
    assertEquals(Long.MIN_VALUE, exact.at(2).getLong());
    assertThrows(ArithmeticException.class, () -> exact.at(3).getLong());
    assertEquals(3.0, exact.at(3).getDouble());
    exact.at(0).setLong((1L << 62) + 1);
    assertEquals((1L << 62) + 1, exact.at(0).getLong());
    NDArray complex = NDArray.zeros(DType.of("c32"));
    complex.at().setComplex(0.1, -2);
    assertEquals(0.1, complex.at().getReal());
    assertEquals(-2, complex.at().getImaginary());
  }

  @Test
  void buffersAreInPlace() {
    NDArray array = NDArray.zeros(DType.of(">f8"), 2, 3);
    array.at(1, 0).setDouble(4);
    DoubleBuffer buffer = array.asDoubleBuffer();
    assertEquals(4, buffer.get(3));
    buffer.put(0, 9);
    assertEquals(9, array.at(0, 0).getDouble());
    assertEquals(48, array.asByteBuffer().remaining());
    assertTrue(array.asReadOnly().asByteBuffer().isReadOnly());
    assertThrows(UnsupportedOperationException.class, () -> array.slice(1, 0, 2).asByteBuffer());
    NDArray ints = NDArray.of(new int[] {1});
    assertThrows(UnsupportedOperationException.class, ints::asDoubleBuffer);
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> NDArray.zeros(DType.of("O"), 2));
    DType part = DType.INT8.subArray(2);
    assertThrows(IllegalArgumentException.class, () -> NDArray.zeros(part, 2));
    NDArray array = NDArray.zeros(KEYPOINT, 2);
    assertThrows(IllegalArgumentException.class, () -> array.field("none"));
    NDArray row = NDArray.zeros(DType.INT8, 3);
    assertThrows(IllegalArgumentException.class, () -> row.broadcastTo(2, 4));
    assertThrows(IllegalArgumentException.class, () -> row.broadcastTo());
    assertThrows(IndexOutOfBoundsException.class, () -> row.newAxis(2));
    NDArray wide = row.broadcastTo(1000, 3);
    assertThrows(UnsupportedOperationException.class, () -> wide.at(0, 0).setInt(1));
    assertThrows(IndexOutOfBoundsException.class, () -> row.flat().at(3));
    Field x = new Field("x", DType.INT32, 0);
    assertThrows(IllegalArgumentException.class, () -> DType.structured(x, x));
    assertThrows(IllegalArgumentException.class, () -> DType.structured(3, List.of(x)));
    Field unnamed = new Field("", DType.INT8, 0);
    assertThrows(IllegalArgumentException.class, () -> DType.structured(unnamed));
    assertThrows(IllegalArgumentException.class, () -> DType.INT64.subArray(1 << 20, 1 << 20));
    DType deep = DType.INT8;
    for (int i = 0; i < 60; i++) {
      deep = DType.structured(new Field("x", deep, 0));
    }
    DType deepest = deep;
    assertThrows(
        IllegalArgumentException.class,
        () -> {
          DType wider = deepest;
          for (int i = 0; i < 20; i++) {
            wider =
                DType.structured(1, List.of(new Field("a", wider, 0), new Field("b", wider, 0)));
          }
        });
  }
}
