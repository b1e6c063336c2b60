package io.mmapdict.masked;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.DateTimeUnit;
import io.mmapdict.ndarray.NDArray;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What numpy 2 makes of a datetime64 or timedelta64 where it makes objects of elements: a {@code
 * date}, {@code datetime} or {@code timedelta} where Python's have the range and are as fine, else
 * the count; None of no time. Here these are a {@link LocalDate}, a {@link LocalDateTime}, a {@link
 * Duration}, a Long and null.
 */
final class TimeObject {
  private static final int LAST_YEAR = 9999;
  private static final long MOST_DAYS = 999_999_999;
  private static final long DAY = 86_400;
  private static final int NANOS_OF_MICRO = 1000;

  private TimeObject() {}

  /** Of an array without axes. */
  static @Nullable Object of(NDArray element) {
    DType dtype = element.dtype();
    DateTimeUnit.Base base = dtype.unit().orElseThrow().base();
    if (base == DateTimeUnit.Base.GENERIC && dtype.kind() == DType.Kind.DATETIME) {
      return null;
    }
    Object time;
    try {
      time = element.at().get();
    } catch (ArithmeticException e) {
      return element.at().getLong(); // beyond Java's times, and Python's are less
    }
    if (base.compareTo(DateTimeUnit.Base.NANOSECOND) >= 0) {
      return time == null ? null : element.at().getLong();
    }
    return switch (time) {
      case LocalDateTime moment when moment.getYear() < 1 || moment.getYear() > LAST_YEAR ->
          element.at().getLong();
      case LocalDateTime moment when base.compareTo(DateTimeUnit.Base.DAY) <= 0 ->
          moment.toLocalDate();
      case Duration span when Math.abs(wholeDays(span)) > MOST_DAYS -> element.at().getLong();
      case null, default -> time;
    };
  }

  /** As Python's {@code repr} writes it. */
  static String repr(@Nullable Object time) {
    return switch (time) {
      case LocalDate d ->
          "datetime.date(%d, %d, %d)".formatted(d.getYear(), d.getMonthValue(), d.getDayOfMonth());
      case LocalDateTime moment -> "datetime.datetime(" + arguments(moment) + ")";
      case Duration span -> "datetime.timedelta(" + arguments(span) + ")";
      case null, default -> str(time);
    };
  }

  /** As Python's {@code str} writes it. */
  static String str(@Nullable Object time) {
    return switch (time) {
      case LocalDateTime moment ->
          moment.toLocalDate()
              + " %02d:%02d:%02d"
                  .formatted(moment.getHour(), moment.getMinute(), moment.getSecond())
              + fraction(moment.getNano());
      case Duration span -> days(span) + clock(span) + fraction(span.toNanosPart());
      case null -> "None";
      default -> time.toString();
    };
  }

  /** Seconds and microseconds only where there are such. */
  private static String arguments(LocalDateTime moment) {
    int micros = moment.getNano() / NANOS_OF_MICRO;
    StringJoiner arguments = new StringJoiner(", ");
    arguments
        .add("" + moment.getYear())
        .add("" + moment.getMonthValue())
        .add("" + moment.getDayOfMonth())
        .add("" + moment.getHour())
        .add("" + moment.getMinute());
    if (moment.getSecond() != 0 || micros != 0) {
      arguments.add("" + moment.getSecond());
    }
    if (micros != 0) {
      arguments.add("" + micros);
    }
    return arguments.toString();
  }

  /** Those that are not zero, by name. */
  private static String arguments(Duration span) {
    StringJoiner arguments = new StringJoiner(", ").setEmptyValue("0");
    long[] values = {
      wholeDays(span), Math.floorMod(span.toSeconds(), DAY), span.toNanosPart() / NANOS_OF_MICRO
    };
    String[] names = {"days", "seconds", "microseconds"};
    for (int i = 0; i < names.length; i++) {
      if (values[i] != 0) {
        arguments.add(names[i] + "=" + values[i]);
      }
    }
    return arguments.toString();
  }

  private static String days(Duration span) {
    long days = wholeDays(span);
    return days == 0 ? "" : days + (Math.abs(days) == 1 ? " day, " : " days, ");
  }

  private static String clock(Duration span) {
    long seconds = Math.floorMod(span.toSeconds(), DAY);
    return "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  private static String fraction(int nanos) {
    return nanos == 0 ? "" : ".%06d".formatted(nanos / NANOS_OF_MICRO);
  }

  private static long wholeDays(Duration span) {
    return Math.floorDiv(span.toSeconds(), DAY);
  }
}
