package io.mmapdict.collections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.contract.ValueCodecContract;
import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.ValueCodec;
import io.mmapdict.testkit.Python;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.collections.api.PrimitiveIterable;
import org.eclipse.collections.impl.factory.primitive.ByteLists;
import org.eclipse.collections.impl.factory.primitive.DoubleLists;
import org.eclipse.collections.impl.factory.primitive.FloatLists;
import org.eclipse.collections.impl.factory.primitive.IntLists;
import org.eclipse.collections.impl.factory.primitive.LongLists;
import org.eclipse.collections.impl.factory.primitive.ShortLists;
import org.junit.jupiter.api.Test;

class PrimitiveListCodecTest extends ValueCodecContract {
  private record Sample(PrimitiveIterable list, String python) {}

  private static final List<Sample> SAMPLES =
      List.of(
          new Sample(ByteLists.mutable.of((byte) -128, (byte) 127), "array('b', [-128, 127])"),
          new Sample(ShortLists.immutable.of((short) -32768), "array('h', [-32768])"),
          new Sample(IntLists.mutable.of(-1, 1 << 30), "array('i', [-1, 1 << 30])"),
          new Sample(IntLists.immutable.empty(), "array('i')"),
          new Sample(LongLists.immutable.of(-1L, 1L << 62), "array('q', [-1, 1 << 62])"),
          new Sample(FloatLists.mutable.of(0.5f, -1e30f), "array('f', [0.5, -1e30])"),
          new Sample(DoubleLists.immutable.of(0.1, 1e300), "array('d', [0.1, 1e300])"),
          new Sample(
              IntLists.mutable.ofAll(IntStream.range(0, 100_000)), "array('i', range(100000))"));

  @Override
  protected ValueCodec codec() {
    return new PrimitiveListCodec();
  }

  @Override
  protected List<?> samples() {
    return SAMPLES.stream().map(Sample::list).toList();
  }

  @Override
  protected List<String> pythons() {
    return Python.all().stream().map(python -> python.executable().toString()).toList();
  }

  @Override
  protected String pythonCheck(Object sample) {
    String expected =
        SAMPLES.stream()
            .filter(each -> each.list().equals(sample))
            .findFirst()
            .orElseThrow()
            .python();
    return "from array import array\nexpected = "
        + expected
        + "\n"
        + "assert type(value) is array and value.typecode == expected.typecode\n"
        + "assert value == expected, value\n";
  }

  @Test
  void readsWhatPythonMakesInEitherByteOrder() {
    String script =
        "import pickle, array; print(pickle.dumps(array.array('l', [-2, 1 << 40]), 4).hex())";
    byte[] pickle = HexFormat.of().parseHex(Python.any().run(script).strip());
    Codecs codecs = Codecs.of(new PrimitiveListCodec());
    assertEquals(LongLists.immutable.of(-2, 1L << 40), codecs.load(MemorySegment.ofArray(pickle)));
    assertEquals(IntLists.immutable.of(1, -2), construct(9, "00000001fffffffe"));
    assertEquals(IntLists.immutable.of(1, -2), construct(8, "01000000feffffff"));
    assertEquals(ByteLists.immutable.of((byte) -1), construct(1, "ff"));
    assertEquals(ShortLists.immutable.of((short) 1), construct(5, "0001"));
    assertEquals(LongLists.immutable.of(1), construct(13, "0000000000000001"));
    assertEquals(FloatLists.immutable.of(1), construct(15, "3f800000"));
    assertEquals(DoubleLists.immutable.of(1), construct(17, "3ff0000000000000"));
  }

  @Test
  void refusesWhatNoSuchListHolds() {
    for (int format : new int[] {0, 2, 7, 10, 18, 20, 21, -1, 22}) {
      PickleException refused =
          assertThrows(PickleException.class, () -> construct(format, "0000000000000000"));
      assertTrue(refused.getMessage().contains("format " + format), refused.getMessage());
    }
    PickleException refused = assertThrows(PickleException.class, () -> construct(8, "000000"));
    assertTrue(refused.getMessage().contains("3 bytes"), refused.getMessage());
  }

  private static Object construct(long format, String hex) {
    MemorySegment bytes = MemorySegment.ofArray(HexFormat.of().parseHex(hex));
    return new PrimitiveListCodec()
        .construct(
            new PyGlobal("array", "_array_reconstructor"),
            PyTuple.of(
                new PyGlobal("array", "array"), "i", format, new ByteSlice(bytes, 0, false)));
  }
}
