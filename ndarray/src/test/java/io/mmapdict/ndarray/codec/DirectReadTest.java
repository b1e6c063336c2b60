package io.mmapdict.ndarray.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.OpcodeMatcher;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PickleLimits;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An array known by sight is the one that its opcodes make, and a broken one is as broken. */
class DirectReadTest {
  /** Bytes in front of the value, so that its place is another than 0. */
  private static final int BEFORE = 5;

  private final Codecs direct = Codecs.of(new NDArrayCodec());

  /** A limit that is not the usual one has every opcode run. */
  private final Codecs stepwise =
      direct.withLimits(
          new PickleLimits(
              PickleLimits.DEFAULT.maxStack(),
              PickleLimits.DEFAULT.maxMemo(),
              PickleLimits.DEFAULT.maxStringBytes(),
              PickleLimits.DEFAULT.maxIntegerBytes(),
              PickleLimits.DEFAULT.maxKeyNodes(),
              PickleLimits.DEFAULT.maxKeyDepth() + 1));

  @Test
  void whatIsWrittenIsKnown() {
    for (String type : List.of("bool", "|u1", "|i1", "<i2", ">f8", ">c16", "<c8", "float16")) {
      for (long[] lengths : new long[][] {{}, {3}, {0}, {2, 3}, {3, 2}, {1, 2, 3, 4, 1, 2, 1, 2}}) {
        NDArray array = Counting.array(DType.of(type), Order.C, Shape.of(lengths));
        byte[] value = value(array);
        assertNotNull(known(value), array.dtype() + " " + array.shape());
        assertSameOutcome(value);
        assertNotNull(known(padded(value)), "with a pad behind");
        assertSameOutcome(padded(value));
      }
    }
  }

  @Test
  void otherFormsAreNot() {
    NDArray matrix = Counting.array(DType.INT32, Order.C, Shape.of(2, 3));
    for (Object other :
        List.of(matrix.transpose(), matrix.as(ArrayForm.MMAPPICKLE), List.of(matrix), "numpy")) {
      assertNull(known(value(other)), other.toString());
      assertSameOutcome(value(other));
    }
  }

  @Test
  void aChangedByteChangesTheSame() {
    for (long[] lengths : new long[][] {{2, 3}, {6}, {}}) {
      byte[] value = padded(value(Counting.array(DType.INT16, Order.C, Shape.of(lengths))));
      for (int at = BEFORE; at < value.length; at++) {
        byte was = value[at];
        for (int b = 0; b < 256; b++) {
          value[at] = (byte) b;
          assertSameOutcome(value);
        }
        value[at] = was;
      }
    }
  }

  @Test
  void aCutOneIsCutForBoth() {
    byte[] value = padded(value(Counting.array(DType.INT16, Order.C, Shape.of(2, 3))));
    for (int end = BEFORE; end <= value.length; end++) {
      assertSameOutcome(Arrays.copyOf(value, end));
    }
  }

  private NDArray known(byte[] value) {
    OpcodeMatcher opcodes = new OpcodeMatcher(MemorySegment.ofArray(value), BEFORE, value.length);
    return (NDArray) new NDArrayCodec().readDirectly(opcodes);
  }

  private void assertSameOutcome(byte[] value) {
    Object expected = outcome(stepwise, value);
    Object actual = outcome(direct, value);
    if (expected instanceof NDArray one && actual instanceof NDArray other) {
      assertEquals(one.dtype(), other.dtype());
      assertEquals(one.shape(), other.shape());
      assertArrayEquals(one.strides(), other.strides());
      assertEquals(one.form(), other.form());
      assertEquals(one.fileOffset(), other.fileOffset());
      assertEquals(one.isReadOnly(), other.isReadOnly());
    }
    assertEquals(expected, actual);
  }

  private static Object outcome(Codecs codecs, byte[] value) {
    try {
      Object read = codecs.decode(MemorySegment.ofArray(value), BEFORE, value.length);
      return read instanceof NDArray ? read : HexFormat.of().formatHex(codecs.dump(read));
    } catch (PickleException e) {
      return e.offset() + ": " + e.getMessage();
    }
  }

  /** The opcodes of a value behind other bytes, without PROTO and STOP. */
  private byte[] value(Object object) {
    byte[] pickle = direct.dump(object);
    byte[] value = new byte[BEFORE + pickle.length - 3];
    System.arraycopy(pickle, 2, value, BEFORE, pickle.length - 3);
    return value;
  }

  private static byte[] padded(byte[] value) {
    byte[] padded = Arrays.copyOf(value, value.length + 7);
    System.arraycopy(
        new byte[] {0x4e, 0x30, 0x43, 2, 0x2e, 0x2e, 0x30}, 0, padded, value.length, 7);
    return padded;
  }
}
