package io.mmapdict.pickle.values;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PyDeque;
import io.mmapdict.pickle.PyFraction;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyMap;
import io.mmapdict.pickle.PyObject;
import io.mmapdict.pickle.PyRange;
import io.mmapdict.pickle.PySlice;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.contract.ValueCodecContract;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** All of them keep the contract; they are there whichever is given. */
class StandardCodecsTest extends ValueCodecContract {
  @Override
  protected ValueCodec codec() {
    return StandardCodecs.ALL.getFirst();
  }

  @Override
  protected List<?> samples() {
    return List.of(
        new PyRange(0, 10, 3),
        new PySlice(null, 1.5, "x"),
        new BigDecimal("-1.50E+300"),
        PyFraction.of(4, -6),
        new UUID(1, -1),
        LocalDate.of(2018, 6, 18),
        LocalTime.NOON,
        LocalTime.NOON.atOffset(ZoneOffset.MIN),
        LocalDateTime.of(2018, 6, 18, 12, 30),
        LocalDateTime.of(2018, 6, 18, 12, 30).atOffset(ZoneOffset.ofTotalSeconds(1)),
        LocalDateTime.of(2018, 6, 18, 12, 30).atZone(ZoneId.of("Asia/Tokyo")),
        Duration.ofMillis(-5),
        Path.of("/a/b"),
        ordered(),
        PyMap.defaultDict(new PyGlobal("builtins", "list")),
        PyMap.counter(Map.of("a", 1L)),
        PyDeque.copyOf(List.of(1L, "x")),
        PyDeque.ofAtMost(5));
  }

  /** Collections are written by the encoder. */
  @Override
  protected boolean isHashable(Object sample) {
    return !(sample instanceof PyMap || sample instanceof PyDeque);
  }

  private static PyMap ordered() {
    PyMap map = PyMap.orderedDict();
    map.put("a", 1L);
    return map;
  }

  /** Two that libraries have types of their own for. */
  @Test
  void anInstalledCodecMayReadCounters() {
    PyGlobal counter = PyMap.COUNTER;
    ValueCodec own =
        new ValueCodec() {
          @Override
          public Set<Class<?>> writes() {
            return Set.of();
          }

          @Override
          public void write(Object value, PickleWriter out) {
            throw new AssertionError("never asked");
          }

          @Override
          public Set<PyGlobal> reads() {
            return Set.of(counter);
          }

          @Override
          public Object construct(PyGlobal callable, PyTuple arguments) {
            return "mine";
          }
        };
    Codecs codecs = Codecs.of(own);
    byte[] pickle = codecs.dump(PyMap.counter(Map.of("a", 1L)));
    assertEquals("mine", codecs.load(MemorySegment.ofArray(pickle)));
    Object kept = codecs.loadToConvert(MemorySegment.ofArray(pickle));
    assertEquals(counter, assertInstanceOf(PyObject.class, kept).callable());
  }

  /** Claims what it is told. */
  private record Claiming(Set<Class<?>> writes, Set<PyGlobal> reads) implements ValueCodec {
    @Override
    public void write(Object value, PickleWriter out) {
      throw new AssertionError("never asked");
    }

    @Override
    public Object construct(PyGlobal callable, PyTuple arguments) {
      throw new AssertionError("never asked");
    }
  }

  @Test
  void nobodyElseMayClaimWhatTheyHave() {
    for (ValueCodec codec : StandardCodecs.ALL) {
      for (Class<?> type : codec.writes()) {
        refused(new Claiming(Set.of(type), Set.of()), type.getName());
      }
    }
    for (PyGlobal global : StandardCodecs.GLOBALS) {
      refused(new Claiming(Set.of(), Set.of(global)), global.toString());
    }
  }

  private static void refused(ValueCodec codec, String what) {
    PickleException e = assertThrows(PickleException.class, () -> Codecs.of(codec));
    assertTrue(e.getMessage().contains(what), e.getMessage());
    assertTrue(e.getMessage().contains("pickle-codec"), e.getMessage());
  }

  @Test
  void noTwoOfThemHaveTheSame() {
    List<ValueCodec> all = StandardCodecs.ALL;
    assertEquals(all.stream().mapToInt(c -> c.writes().size()).sum(), StandardCodecs.TYPES.size());
    assertEquals(
        all.stream().mapToInt(c -> c.reads().size()).sum() - 2, StandardCodecs.GLOBALS.size());
  }

  @Test
  void whatPythonCannotHoldIsRefusedWithItsPath() {
    refused(new PySlice(List.of(), null, null), "a PySlice is made of");
    refused(LocalTime.of(1, 2, 3, 4), "01:02:03.000000004 has nanoseconds");
    refused(LocalDateTime.of(2018, 6, 18, 1, 2, 3, 999_999_999), "has nanoseconds");
    refused(Instant.ofEpochSecond(0, 1), "has nanoseconds");
    refused(Duration.ofNanos(1), "PT0.000000001S has nanoseconds");
    refused(LocalDate.of(0, 1, 1), "years 1 to 9999, not of 0");
    refused(LocalDateTime.of(10_000, 1, 1, 0, 0), "not of 10000");
    refused(Instant.MIN, "years 1 to 9999");
    refused(Duration.ofDays(1_000_000_000), "more days than Python's timedelta");
    refused(Duration.ofSeconds(Long.MIN_VALUE), "more days than Python's timedelta");
    refused(Period.ofDays(1), "no codec writes java.time.Period");
    refused(Year.of(2018), "no codec writes java.time.Year");
    refused(YearMonth.of(2018, 6), "no codec writes java.time.YearMonth");
    refused(MonthDay.of(6, 18), "no codec writes java.time.MonthDay");
    refused(ZoneId.of("UTC+1"), "no UTC+01:00; ZoneId.normalized()");
  }

  private static void refused(Object inside, String why) {
    Object value = List.of(1, Map.of("cut", inside));
    PickleException e = assertThrows(PickleException.class, () -> Codecs.of().dump(value));
    assertTrue(e.getMessage().startsWith("[1].cut: "), e.getMessage());
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }
}
