package io.mmapdict.ndarray;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** datetime64 and timedelta64 as numpy writes them. */
final class TimeText {
  private TimeText() {}

  /** ISO 8601, as far as the unit goes. */
  static String dateTime(long count, DateTimeUnit unit) {
    if (count == Times.NO_TIME) {
      return "NaT";
    }
    try {
      return switch (unit.base()) {
        case GENERIC -> Long.toString(count);
        case YEAR, MONTH, WEEK, DAY, HOUR, MINUTE -> {
          LocalDateTime moment = Times.dateTime(count, unit);
          yield cut(moment, unit);
        }
        default -> seconds(count, unit);
      };
    } catch (ArithmeticException | DateTimeException e) {
      return count + " " + unit.base().code() + " since 1970"; // beyond Java's calendar
    }
  }

  private static String cut(LocalDateTime moment, DateTimeUnit unit) {
    String year = year(moment);
    String time = "%02d".formatted(moment.getHour());
    return switch (unit.base()) {
      case YEAR -> year;
      case MONTH -> year + "-%02d".formatted(moment.getMonthValue());
      case WEEK, DAY -> year + day(moment);
      case HOUR -> year + day(moment) + "T" + time;
      default -> year + day(moment) + "T" + time + ":%02d".formatted(moment.getMinute());
    };
  }

  private static String year(LocalDateTime moment) {
    int year = moment.getYear();
    return (year < 0 ? "-" : "") + "%04d".formatted(Math.abs(year));
  }

  private static String day(LocalDateTime moment) {
    return "-%02d-%02d".formatted(moment.getMonthValue(), moment.getDayOfMonth());
  }

  private static String seconds(long count, DateTimeUnit unit) {
    int digits =
        switch (unit.base()) {
          case MILLISECOND -> 3;
          case MICROSECOND -> 6;
          case NANOSECOND -> 9;
          case PICOSECOND -> 12;
          case FEMTOSECOND -> 15;
          case ATTOSECOND -> 18;
          default -> 0;
        };
    BigInteger second = BigInteger.TEN.pow(digits);
    BigInteger steps = BigInteger.valueOf(count).multiply(BigInteger.valueOf(unit.count()));
    BigInteger fraction = steps.mod(second);
    long seconds = steps.subtract(fraction).divide(second).longValueExact();
    LocalDateTime moment = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
    String text =
        year(moment)
            + day(moment)
            + "T%02d:%02d:%02d".formatted(moment.getHour(), moment.getMinute(), moment.getSecond());
    return digits == 0 ? text : text + ".%0{}d".replace("{}", "" + digits).formatted(fraction);
  }

  /** A span alone: the number and the unit's name. */
  static String span(long count, DateTimeUnit unit) {
    if (count == Times.NO_TIME) {
      return "NaT";
    }
    String name =
        switch (unit.base()) {
          case GENERIC -> "generic time units";
          case YEAR -> "years";
          case MONTH -> "months";
          case WEEK -> "weeks";
          case DAY -> "days";
          case HOUR -> "hours";
          case MINUTE -> "minutes";
          case SECOND -> "seconds";
          case MILLISECOND -> "milliseconds";
          case MICROSECOND -> "microseconds";
          case NANOSECOND -> "nanoseconds";
          case PICOSECOND -> "picoseconds";
          case FEMTOSECOND -> "femtoseconds";
          case ATTOSECOND -> "attoseconds";
        };
    return BigInteger.valueOf(count).multiply(BigInteger.valueOf(unit.count())) + " " + name;
  }
}
