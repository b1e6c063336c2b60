package io.mmapdict.ndarray;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ShapeTest {
  @Test
  void sizesMultiply() {
    assertEquals(24, Shape.of(2, 3, 4).size());
    assertEquals(1, Shape.of().size());
    assertEquals(0, Shape.of(5, 0).size());
    assertEquals(24 * 8, Shape.of(2, 3, 4).byteSize(DType.FLOAT64));
    assertEquals(Long.MAX_VALUE, Shape.of(Long.MAX_VALUE).size());
  }

  @Test
  void overflowIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Shape.of(1L << 32, 1L << 31));
    assertThrows(IllegalArgumentException.class, () -> Shape.of(1L << 32, 1L << 32));
    assertThrows(IllegalArgumentException.class, () -> Shape.of(3037000500L, 3037000500L));
    Shape large = Shape.of(1L << 31, 1L << 30);
    assertThrows(IllegalArgumentException.class, () -> large.byteSize(DType.FLOAT64));
    assertEquals(0, Shape.of(0, 1L << 40, 1L << 40).byteSize(DType.COMPLEX128));
  }

  @Test
  void negativeAndTooManyAreRefused() {
    Exception e = assertThrows(IllegalArgumentException.class, () -> Shape.of(2, -1));
    assertTrue(e.getMessage().contains("(2, -1)"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Shape.of(new long[65]));
    assertEquals(64, Shape.of(new long[64]).rank());
  }

  @Test
  void looksLikeATuple() {
    assertEquals("()", Shape.of().toString());
    assertEquals("(5,)", Shape.of(5).toString());
    assertEquals("(2, 3)", Shape.of(2, 3).toString());
  }

  @Test
  void isImmutable() {
    long[] lengths = {2, 3};
    Shape shape = Shape.of(lengths);
    lengths[0] = 9;
    shape.toArray()[1] = 9;
    assertEquals(Shape.of(2, 3), shape);
  }
}
