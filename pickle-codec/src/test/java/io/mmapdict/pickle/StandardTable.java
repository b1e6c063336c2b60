package io.mmapdict.pickle;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The rows of docs/values.md that hold both ways, and what no Java type here holds. */
final class StandardTable {
  private StandardTable() {}

  /** Python's expression, and the Java value that it is read as and written from. */
  static Map<String, Object> sameBothWays() {
    Map<String, Object> same = new LinkedHashMap<>();
    same.put("Ellipsis", PyGlobal.ELLIPSIS);
    same.put("NotImplemented", PyGlobal.NOT_IMPLEMENTED);
    same.put("range(2, 5)", new PyRange(2, 5, 1));
    same.put("range(2**62, -2**63, -3)", new PyRange(1L << 62, Long.MIN_VALUE, -3));
    same.put("slice(1, None)", new PySlice(1L, null, null));
    same.put("slice('a', 2.5, -2**70)", new PySlice("a", 2.5, BigInteger.TWO.pow(70).negate()));
    same.put("Decimal('1.50')", new BigDecimal("1.50"));
    same.put("Decimal('-12E+30')", new BigDecimal("-12E+30"));
    same.put("Decimal('0E-9')", new BigDecimal("0E-9"));
    same.put("Decimal('1E-2147483647')", new BigDecimal("1E-2147483647"));
    same.put("Fraction(2, -6)", PyFraction.of(-1, 3));
    same.put("Fraction(2**70)", new PyFraction(BigInteger.TWO.pow(70), BigInteger.ONE));
    same.put("UUID(int=5)", new UUID(0, 5));
    same.put("UUID(int=2**128 - 1)", new UUID(-1, -1));
    same.put("UUID(int=2**127 + 1)", new UUID(Long.MIN_VALUE, 1));
    same.put("date(2018, 6, 18)", LocalDate.of(2018, 6, 18));
    same.put("date.min", LocalDate.of(1, 1, 1));
    same.put("date.max", LocalDate.of(9999, 12, 31));
    same.put("time(1, 2, 3, 4)", LocalTime.of(1, 2, 3, 4000));
    same.put("time.max", LocalTime.of(23, 59, 59, 999_999_000));
    same.put("time(1, tzinfo=timezone.utc)", OffsetTime.of(1, 0, 0, 0, ZoneOffset.UTC));
    LocalDateTime when = LocalDateTime.of(2021, 10, 31, 2, 30, 0, 123_456_000);
    same.put("dt(2021, 10, 31, 2, 30, 0, 123456)", when);
    same.put(
        "dt(2021, 10, 31, 2, 30, 0, 123456, timezone(timedelta(hours=-3, minutes=-30)))",
        when.atOffset(ZoneOffset.ofHoursMinutes(-3, -30)));
    ZonedDateTime zoned = when.atZone(ZoneId.of("Europe/Paris"));
    same.put("dt(2021, 10, 31, 2, 30, 0, 123456, ZoneInfo('Europe/Paris'))", zoned);
    same.put("dt(2021, 7, 1, tzinfo=ZoneInfo('UTC'))", utc(2021, 7, 1));
    same.put("timezone.utc", ZoneOffset.UTC);
    same.put("timezone(timedelta(hours=18))", ZoneOffset.MAX);
    same.put("ZoneInfo('America/New_York')", ZoneId.of("America/New_York"));
    same.put("timedelta(microseconds=-1)", Duration.ofNanos(-1000));
    same.put("timedelta(5, 6, 7)", Duration.ofSeconds(5 * 86_400 + 6, 7000));
    same.put("timedelta.min", Duration.ofDays(-999_999_999));
    same.put("timedelta.max", Duration.ofDays(1_000_000_000).minusNanos(1000));
    PyMap ordered = PyMap.orderedDict();
    ordered.put("z", 1L);
    ordered.put(PyTuple.of("a", 2L), List.of());
    same.put("OrderedDict([('z', 1), (('a', 2), [])])", ordered);
    PyMap lists = PyMap.defaultDict(new PyGlobal("builtins", "list"));
    lists.put(date(2018, 6, 18), new ArrayList<>(List.of(1L, 2L)));
    same.put("defaultdict(list, {date(2018, 6, 18): [1, 2]})", lists);
    same.put("defaultdict(None)", PyMap.defaultDict(null));
    same.put("Counter({'a': -1, None: 2.5})", PyMap.counter(counts()));
    same.put("deque([None, 1])", PyDeque.copyOf(Arrays.asList(null, 1L)));
    PyDeque full = PyDeque.ofAtMost(2);
    full.addAll(List.of(1L, 2L, 3L));
    same.put("deque([1, 2, 3], 2)", full);
    same.put("deque([], 0)", PyDeque.ofAtMost(0));
    same.put("PosixPath('/a/b c/../x.tar')", Path.of("/a/b c/../x.tar"));
    same.put("PosixPath('a', './b//c')", Path.of("a/b/c"));
    same.put("PosixPath('a', '/', 'b')", Path.of("/b"));
    same.put("PosixPath('C:\\\\x')", Path.of("C:\\x"));
    same.put("PosixPath('.')", Path.of(""));
    return same;
  }

  private static LocalDate date(int year, int month, int day) {
    return LocalDate.of(year, month, day);
  }

  private static Map<Object, Object> counts() {
    Map<Object, Object> counts = new LinkedHashMap<>();
    counts.put("a", -1L);
    counts.put(null, 2.5);
    return counts;
  }

  /** What no protocol before 4 keeps: the second of two hours. */
  static final Map<String, Object> FOLDED =
      Map.of(
          "dt(2021, 10, 31, 2, 30, tzinfo=ZoneInfo('Europe/Paris'), fold=1)",
          LocalDateTime.of(2021, 10, 31, 2, 30)
              .atZone(ZoneId.of("Europe/Paris"))
              .withLaterOffsetAtOverlap(),
          "dt(2021, 11, 7, 1, 30, tzinfo=ZoneInfo('America/New_York'), fold=1)",
          LocalDateTime.of(2021, 11, 7, 1, 30)
              .atZone(ZoneId.of("America/New_York"))
              .withLaterOffsetAtOverlap());

  static ZonedDateTime utc(int year, int month, int day) {
    return LocalDate.of(year, month, day).atStartOfDay(ZoneId.of("UTC"));
  }

  /** What no Java type here holds: it stays the call that it is. */
  static final List<String> OPAQUE =
      List.of(
          "Decimal('NaN')",
          "Decimal('-sNaN17')",
          "Decimal('Infinity')",
          "Decimal('-0')",
          "Decimal('-0.00')",
          "Decimal('1E+2147483649')",
          "Decimal('1' * 20001)",
          "range(2**63, 5)",
          "slice((1, 2))",
          "timezone(timedelta(hours=1), 'CET')",
          "timezone(timedelta(hours=19))",
          "timezone(timedelta(seconds=1, microseconds=5))",
          "time(1, tzinfo=timezone(timedelta(hours=1), 'CET'))",
          "dt(2021, 1, 1, tzinfo=timezone(timedelta(hours=1), 'CET'))",
          "time(1, tzinfo=ZoneInfo('Europe/Paris'))",
          "ZoneInfo.no_cache('Europe/Paris')",
          "dt(2021, 3, 28, 2, 30, tzinfo=ZoneInfo('Europe/Paris'))",
          "PosixPath('//net/a')",
          "PosixPath('a\\0b')",
          "pathlib.PurePosixPath('/a')",
          "pathlib.PureWindowsPath('c:/a/b')",
          "pathlib.PureWindowsPath('a')");

  /** The same of what only protocols from 4 on tell from something else. */
  static final List<String> OPAQUE_WITH_FOLD =
      List.of(
          "dt(2021, 10, 31, 2, 30, fold=1)",
          "dt(2021, 10, 31, 2, 30, tzinfo=timezone.utc, fold=1)",
          "dt(2021, 7, 1, tzinfo=ZoneInfo('Europe/Paris'), fold=1)",
          "dt(2021, 3, 28, 2, 30, tzinfo=ZoneInfo('Europe/Paris'), fold=1)",
          "time(1, fold=1)",
          "time(1, tzinfo=timezone.utc, fold=1)");
}
