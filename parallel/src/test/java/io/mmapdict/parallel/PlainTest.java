package io.mmapdict.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.BufferUnderflowException;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The short form of keys and results. */
class PlainTest {
  private static final ClassLoader LOADER = PlainTest.class.getClassLoader();

  private static Object travelled(Object object) throws Exception {
    return Parcel.unpack(
        Parcel.pack(object), LOADER, UnaryOperator.identity(), AllowedClasses.OURS.gate(LOADER));
  }

  @Test
  void whatIsPlainComesBackAsItWas() throws Exception {
    List<Object> plain =
        List.of(
            true,
            false,
            0,
            Integer.MIN_VALUE,
            0L,
            Long.MAX_VALUE,
            -0.0,
            Double.NaN,
            Double.MIN_VALUE,
            "",
            "a \u00e4 \ud83d\ude00",
            "half of a pair: \ud83d",
            "x".repeat(32_766));
    for (Object each : plain) {
      assertTrue(Plain.isPacked(Parcel.pack(each)), each.toString());
      assertEquals(each, travelled(each));
    }
    assertNotNull(Plain.pack(null));
    assertNull(travelled(null));
  }

  @Test
  void whatIsNotGoesByJavasSerialization() throws Exception {
    for (Object each : List.of('c', 1.5f, (short) 2, List.of(1), "x".repeat(32_767))) {
      assertNull(Plain.pack(each));
      assertFalse(Plain.isPacked(Parcel.pack(each)), each.toString());
      assertEquals(each, travelled(each));
    }
  }

  @Test
  void whatIsCutShortIsRefused() {
    for (Object each : List.of(1, 1L, 1.0)) {
      byte[] bytes = Plain.pack(each);
      byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);
      assertThrows(BufferUnderflowException.class, () -> Plain.unpack(shorter));
    }
    assertFalse(Plain.isPacked(new byte[0]));
  }
}
