package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.pickle.spi.ByteSlice;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Byte strings that are views on the pickle, and whether they know where they stand. */
class SlicesTest {
  private static final Codecs CODECS = Codecs.of();
  private static final Unpickler UNPICKLER = CODECS.unpickler();

  @Test
  void bytesAsSlices() {
    byte[] bytes = {1, 2, 3};
    PyTuple value =
        PyTuple.of(bytes, PyByteArray.wrap(bytes), new byte[5000], List.of(new byte[0]));
    for (int protocol = 2; protocol <= 5; protocol++) {
      byte[] pickle = CODECS.pickler().protocol(protocol).dump(value);
      PyTuple read = (PyTuple) UNPICKLER.bytesAsSlices().load(pickle);
      ByteSlice first = (ByteSlice) read.get(0);
      assertArrayEquals(bytes, first.toByteArray());
      assertFalse(first.mutable());
      assertTrue(((ByteSlice) read.get(1)).mutable());
      assertArrayEquals(bytes, ((ByteSlice) read.get(1)).toByteArray());
      assertEquals(5000, ((ByteSlice) read.get(2)).segment().byteSize());
      assertTrue(((List<?>) read.get(3)).get(0) instanceof ByteSlice);
      if (protocol > 2) { // where bytes stand in the pickle as they are
        assertSame(pickle, first.segment().heapBase().orElseThrow());
        assertEquals(1, pickle[(int) first.offset()]);
      }
      assertArrayEquals(bytes, (byte[]) ((PyTuple) UNPICKLER.load(pickle)).get(0));
    }
  }

  @Test
  void withoutOffsetsNothingKnowsWhereItStands() {
    PyTuple value = PyTuple.of(new byte[] {1, 2, 3}, new byte[5000], PyByteArray.wrap(new byte[9]));
    byte[] pickle = CODECS.pickler().protocol(5).dump(value);
    Unpickler unpickler = UNPICKLER.withoutOffsets();
    for (Object read :
        List.of(
            unpickler.load(pickle),
            unpickler.decode(MemorySegment.ofArray(pickle), 0, pickle.length))) {
      PyTuple copies = (PyTuple) read;
      assertArrayEquals(new byte[] {1, 2, 3}, (byte[]) copies.get(0));
      assertEquals(5000, ((byte[]) copies.get(1)).length);
      assertEquals(value.get(2), copies.get(2));
    }
    PyTuple slices = (PyTuple) unpickler.bytesAsSlices().load(pickle);
    for (Object slice : slices.toList()) {
      assertEquals(-1, ((ByteSlice) slice).offset());
      assertSame(pickle, ((ByteSlice) slice).segment().heapBase().orElseThrow());
    }
    byte[] broken = {0, 0, 'h', 7, '.'};
    PickleException e =
        assertThrows(
            PickleException.class,
            () -> unpickler.decode(MemorySegment.ofArray(broken), 2, broken.length));
    assertEquals(2, e.offset(), "of the segment");
  }
}
