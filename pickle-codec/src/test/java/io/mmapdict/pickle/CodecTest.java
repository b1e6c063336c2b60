package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.pickle.contract.ValueCodecContract;
import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.Payload;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The contract, on a codec with a payload, an int of fixed width, a nested value and a state. */
class CodecTest extends ValueCodecContract {
  private static final PyGlobal SLICE = new PyGlobal("types", "SimpleNamespace");

  @SuppressWarnings("ArrayRecordComponent") // compared by same()
  record Frame(byte[] pixels, long time, List<Object> notes) {}

  static class FrameCodec implements ValueCodec {
    @Override
    public Set<Class<?>> writes() {
      return Set.of(Frame.class);
    }

    @Override
    public void write(Object value, PickleWriter out) {
      Frame frame = (Frame) value;
      out.global(SLICE.module(), SLICE.name());
      out.op(Opcode.EMPTY_TUPLE);
      out.op(Opcode.REDUCE);
      out.op(Opcode.EMPTY_DICT);
      out.op(Opcode.MARK);
      out.shortString("parts");
      out.op(Opcode.MARK);
      out.value(frame.notes());
      out.integer(Opcode.LONG1, frame.time());
      out.align(64, 9);
      out.payload(
          Opcode.BYTEARRAY8,
          frame.pixels().length,
          Payload.of(MemorySegment.ofArray(frame.pixels())));
      out.pad2();
      out.op(Opcode.TUPLE);
      out.op(Opcode.SETITEMS);
      out.op(Opcode.BUILD);
    }

    @Override
    public boolean isHashable(Object value) {
      return false;
    }

    @Override
    public Set<PyGlobal> reads() {
      return Set.of(SLICE);
    }

    @Override
    public Object construct(PyGlobal callable, PyTuple arguments) {
      return new Frame(new byte[0], 0, List.of());
    }

    @Override
    @SuppressWarnings("unchecked")
    public Object setState(Object built, Object state) {
      PyTuple parts = (PyTuple) ((Map<?, ?>) state).get("parts");
      byte[] pixels =
          parts.get(2) instanceof ByteSlice slice
              ? slice.toByteArray()
              : ((PyByteArray) parts.get(2)).array();
      return new Frame(pixels, (Long) parts.get(1), (List<Object>) parts.get(0));
    }
  }

  /** Claims what FrameCodec claims. */
  static class OtherCodec extends FrameCodec {}

  @Override
  protected ValueCodec codec() {
    return new FrameCodec();
  }

  @Override
  protected List<?> samples() {
    return List.of(
        new Frame(new byte[0], 0, List.of()),
        new Frame(new byte[] {1, 2, 3}, -1, List.of("a", List.of(1L))),
        new Frame(new byte[9000], 1L << 40, List.of()));
  }

  @Override
  protected boolean same(Object expected, Object actual) {
    return expected instanceof Frame one
        && actual instanceof Frame other
        && Arrays.equals(one.pixels(), other.pixels())
        && one.time() == other.time()
        && one.notes().equals(other.notes());
  }

  @Override
  protected String pythonCheck(Object sample) {
    Frame frame = (Frame) sample;
    return "assert value.parts[1:] == ("
        + frame.time()
        + ", bytearray("
        + Arrays.toString(frame.pixels())
        + ")), value";
  }

  @Test
  void twoThatClaimTheSameAreRefusedByName() {
    PickleException e =
        assertThrows(PickleException.class, () -> Codecs.of(new FrameCodec(), new OtherCodec()));
    assertTrue(e.getMessage().contains("FrameCodec"), e.getMessage());
    assertTrue(e.getMessage().contains("OtherCodec"), e.getMessage());
    assertTrue(e.getMessage().contains("CodecTest$Frame"), e.getMessage());
  }

  @Test
  void aPayloadMustGiveWhatItAnnounced() {
    for (int given : new int[] {2, 4}) {
      ValueCodec wrong =
          new FrameCodec() {
            @Override
            public void write(Object value, PickleWriter out) {
              out.payload(Opcode.BINBYTES8, 3, Payload.of(MemorySegment.ofArray(new byte[given])));
            }
          };
      PickleException e =
          assertThrows(PickleException.class, () -> Codecs.of(wrong).dump(samples().getFirst()));
      assertTrue(e.getMessage().startsWith("a payload announced 3 bytes"), e.getMessage());
    }
  }

  @Test
  void aKnownNameIsNoLongerThanAStrMayBe() {
    Codecs codecs = Codecs.of(codec()).withLimits(new PickleLimits(9, 9, 14, 9, 9, 9));
    MemorySegment call = hex("8c 05 7479706573 8c 0f 53696d706c654e616d657370616365 93 29 52 2e");
    PickleException e = assertThrows(PickleException.class, () -> codecs.load(call));
    assertTrue(e.getMessage().contains("the limit is 14 bytes of a str"), e.getMessage());
    assertEquals(7, e.offset());
  }

  @Test
  void aKnownNameIsAStrWhereNothingMakesItAGlobal() {
    Codecs codecs = Codecs.of(codec());
    String names = "8c 05 7479706573 8c 0f 53696d706c654e616d657370616365";
    assertEquals(PyTuple.of("types", "SimpleNamespace"), codecs.load(hex(names + "86 2e")));
    assertEquals(
        List.of(SLICE, new PyGlobal("types", "SimpleNamespacf")),
        codecs.load(hex("5d 28" + names + "93" + names.replaceAll("65$", "66") + "93 65 2e")));
  }

  private static MemorySegment hex(String bytes) {
    return MemorySegment.ofArray(HexFormat.of().parseHex(bytes.replace(" ", "")));
  }

  /** As CPython writes it: into the memo first, then its state, then fetched again. */
  @Test
  void whatSetStateGivesStandsInTheMemo() {
    String start = "5d2863" + "74797065730a53696d706c654e616d6573706163650a" + "29527105";
    String state = "7d8c0570617274735d4b07960100000000000000098773";
    byte[] pickle = HexFormat.of().parseHex(start + state + "62" + "6805652e");
    List<?> list = (List<?>) Codecs.of(codec()).load(MemorySegment.ofArray(pickle));
    assertEquals(7, ((Frame) list.get(0)).time());
    assertSame(list.get(0), list.get(1));

    byte[] tooEarly = HexFormat.of().parseHex(start + "680530" + state + "62652e");
    PickleException e =
        assertThrows(
            PickleException.class, () -> Codecs.of(codec()).load(MemorySegment.ofArray(tooEarly)));
    assertTrue(e.getMessage().contains("referred to before it has its state"), e.getMessage());
  }

  @Test
  void padsReachEveryBoundary() {
    for (int boundary : new int[] {1, 2, 8, 64, 512, 4096}) {
      for (long offset = 0; offset < 2L * boundary + 3; offset++) {
        long bytes = new PieceEncoding.Pad(boundary, 9).bytesAt(offset);
        assertEquals(0, (offset + bytes + 9) % boundary);
        assertTrue(bytes != 1 && bytes <= boundary + 1);
      }
    }
  }

  /** Writes what extends Java's list as its size. */
  static class SizeCodec implements ValueCodec {
    @Override
    public Set<Class<?>> writes() {
      return Set.of(ArrayList.class);
    }

    @Override
    public void write(Object value, PickleWriter out) {
      out.value(((ArrayList<?>) value).size());
    }
  }

  @Test
  void aCodecForJavasListWritesThoseThatWereRead() {
    Codecs codecs = Codecs.of(new SizeCodec());
    Object read = Codecs.of().load(MemorySegment.ofArray(Codecs.of().dump(List.of(5, 6, 7))));
    assertEquals(
        3L, codecs.load(MemorySegment.ofArray(codecs.dump(new ArrayList<>(List.of(5, 6, 7))))));
    assertEquals(3L, codecs.load(MemorySegment.ofArray(codecs.dump(read))));
    assertEquals(3L, codecs.unpickler().load(codecs.pickler().persistentIds(_ -> null).dump(read)));
  }
}
