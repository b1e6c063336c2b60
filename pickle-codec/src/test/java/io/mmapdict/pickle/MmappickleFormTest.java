package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.Payload;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The array form that mmappickle maps (DESIGN 2.4): globals that are never called on the stack,
 * pops of values and constants, puts and gets of shape, dtype and bytes.
 */
class MmappickleFormTest {
  record Array(PyTuple shape, String dtype, ByteSlice bytes) {}

  static class ArrayCodec implements ValueCodec {
    @Override
    public Set<Class<?>> writes() {
      return Set.of(Array.class);
    }

    @Override
    public void write(Object value, PickleWriter out) {
      Array array = (Array) value;
      int shape = out.newMemo();
      int dtype = out.newMemo();
      int bytes = out.newMemo();
      out.global("numpy.core.fromnumeric", "reshape");
      out.global("numpy.core.multiarray", "fromstring");
      out.payload(
          Opcode.BINBYTES8,
          array.bytes().segment().byteSize(),
          Payload.of(array.bytes().segment()));
      out.shortString(array.dtype());
      out.pad2();
      for (Object dimension : array.shape()) {
        out.integer(Opcode.BININT, (Long) dimension);
      }
      out.op(Opcode.TUPLE2);
      for (int memo : new int[] {shape, dtype, bytes}) {
        out.put(memo);
        out.op(Opcode.POP);
      }
      out.op(Opcode.POP);
      out.op(Opcode.POP);
      out.global("numpy", "ndarray");
      out.get(shape);
      out.get(dtype);
      out.global("builtins", "bytearray");
      out.get(bytes);
      out.op(Opcode.TUPLE1);
      out.op(Opcode.REDUCE);
      out.op(Opcode.TUPLE3);
      out.op(Opcode.REDUCE);
    }

    @Override
    public Set<PyGlobal> reads() {
      return Set.of(new PyGlobal("numpy", "ndarray"));
    }

    @Override
    public Object construct(PyGlobal callable, PyTuple arguments) {
      return new Array(
          (PyTuple) arguments.get(0), (String) arguments.get(1), (ByteSlice) arguments.get(2));
    }
  }

  /** By hand from the design: a uint8 array of 1 x 3, the bytes 01 02 03. */
  private static final String FORM =
      """
      8c 16 6e756d70792e636f72652e66726f6d6e756d65726963 8c 07 72657368617065 93
      8c 15 6e756d70792e636f72652e6d756c74696172726179 8c 0a 66726f6d737472696e67 93
      8e 0300000000000000 010203 8c 03 7c7531 4e 30 4a 01000000 4a 03000000 86
      71 02 30 71 01 30 71 00 30 30 30
      8c 05 6e756d7079 8c 07 6e646172726179 93 68 02 68 01
      8c 08 6275696c74696e73 8c 09 627974656172726179 93 68 00 85 52 87 52
      """;

  @Test
  void isReadInPlace() {
    byte[] form = HexFormat.of().parseHex(FORM.replaceAll("\\s", ""));
    MemorySegment file = MemorySegment.ofArray(form);
    Array array = (Array) Codecs.of(new ArrayCodec()).decode(file, 0, form.length);
    assertEquals(PyTuple.of(1L, 3L), array.shape());
    assertEquals("|u1", array.dtype());
    assertEquals(true, array.bytes().mutable());
    assertArrayEquals(new byte[] {1, 2, 3}, array.bytes().toByteArray());
    form[(int) array.bytes().offset()] = 9;
    assertArrayEquals(new byte[] {9, 2, 3}, array.bytes().toByteArray());
  }

  @Test
  void isWrittenAndReadAgain() {
    Codecs codecs = Codecs.of(new ArrayCodec());
    MemorySegment bytes = MemorySegment.ofArray(new byte[] {4, 5});
    Array array = new Array(PyTuple.of(1L, 2L), "|u1", new ByteSlice(bytes, 0, true));
    byte[] pickle = codecs.dump(array);
    Array read = (Array) codecs.load(MemorySegment.ofArray(pickle));
    assertEquals(array.shape(), read.shape());
    assertArrayEquals(new byte[] {4, 5}, read.bytes().toByteArray());
    assertEquals(3, codecs.encode(array).memoMax());
    assertEquals(1, codecs.encode("none").memoMax());
  }

  @Test
  void withoutTheCodecItStaysACallOfNumpy() {
    byte[] form = HexFormat.of().parseHex(FORM.replaceAll("\\s", ""));
    PyObject array = (PyObject) Codecs.of().decode(MemorySegment.ofArray(form), 0, form.length);
    assertEquals(new PyGlobal("numpy", "ndarray"), array.callable());
    assertEquals(PyByteArray.wrap(new byte[] {1, 2, 3}), array.arguments().get(2));
    byte[] cut = Arrays.copyOf(form, form.length - 1);
    assertThrows(
        PickleException.class, () -> Codecs.of().decode(MemorySegment.ofArray(cut), 0, cut.length));
  }
}
