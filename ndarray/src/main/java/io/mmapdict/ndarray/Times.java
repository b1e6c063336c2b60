package io.mmapdict.ndarray;

import static java.time.temporal.ChronoUnit.MONTHS;
import static java.time.temporal.ChronoUnit.YEARS;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts of datetime64 and timedelta64 as Java's times: exactly, or refused. The proleptic
 * Gregorian calendar without leap seconds, as numpy's.
 */
final class Times {
  /** numpy's NaT, "not a time". */
  static final long NO_TIME = Long.MIN_VALUE;

  private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);
  private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000);

  private Times() {}

  /** The moment, or null for no time. */
  static @Nullable LocalDateTime dateTime(long count, DateTimeUnit unit) {
    if (count == NO_TIME) {
      return null;
    }
    try {
      return switch (unit.base()) {
        case YEAR -> EPOCH.plusYears(Math.multiplyExact(count, unit.count()));
        case MONTH -> EPOCH.plusMonths(Math.multiplyExact(count, unit.count()));
        default -> {
          BigInteger[] parts = nanos(count, unit).divideAndRemainder(NANOS);
          boolean isBefore = parts[1].signum() < 0;
          long seconds = parts[0].longValueExact() - (isBefore ? 1 : 0);
          int nanos = parts[1].intValue() + (isBefore ? NANOS.intValue() : 0);
          yield LocalDateTime.ofEpochSecond(seconds, nanos, ZoneOffset.UTC);
        }
      };
    } catch (ArithmeticException | DateTimeException e) {
      throw unfit(count + " steps of " + name(unit) + " since 1970", "a LocalDateTime", e);
    }
  }

  static long count(LocalDateTime value, DateTimeUnit unit) {
    return switch (unit.base()) {
      case YEAR -> whole(YEARS, value, unit);
      case MONTH -> whole(MONTHS, value, unit);
      default -> count(nanos(Duration.between(EPOCH, value)), unit, value);
    };
  }

  private static long whole(ChronoUnit base, LocalDateTime value, DateTimeUnit unit) {
    long count = base.between(EPOCH, value);
    if (!EPOCH.plus(count, base).equals(value) || count % unit.count() != 0) {
      throw unfit(value.toString(), "whole steps of " + name(unit), null);
    }
    return count / unit.count();
  }

  /** The span, or null for no time. */
  static @Nullable Duration duration(long count, DateTimeUnit unit) {
    if (count == NO_TIME) {
      return null;
    }
    try {
      BigInteger[] parts = nanos(count, unit).divideAndRemainder(NANOS);
      return Duration.ofSeconds(parts[0].longValueExact(), parts[1].longValue());
    } catch (ArithmeticException e) {
      throw unfit(count + " steps of " + name(unit), "a Duration", e);
    }
  }

  static long count(Duration value, DateTimeUnit unit) {
    return count(nanos(value), unit, value);
  }

  private static BigInteger nanos(Duration value) {
    return BigInteger.valueOf(value.getSeconds())
        .multiply(NANOS)
        .add(BigInteger.valueOf(value.getNano()));
  }

  /** Exactly; units below a nanosecond only where nothing is lost. */
  private static BigInteger nanos(long count, DateTimeUnit unit) {
    BigInteger steps = BigInteger.valueOf(count).multiply(BigInteger.valueOf(unit.count()));
    long each = nanosOf(unit);
    if (each > 0) {
      return steps.multiply(BigInteger.valueOf(each));
    }
    BigInteger[] parts = steps.divideAndRemainder(BigInteger.valueOf(-each));
    if (parts[1].signum() != 0) {
      throw new ArithmeticException("a part of a nanosecond is left");
    }
    return parts[0];
  }

  private static long count(BigInteger nanos, DateTimeUnit unit, Object value) {
    long each = nanosOf(unit);
    BigInteger fine = each > 0 ? nanos : nanos.multiply(BigInteger.valueOf(-each));
    BigInteger step =
        BigInteger.valueOf(unit.count()).multiply(BigInteger.valueOf(Math.max(1, each)));
    BigInteger[] parts = fine.divideAndRemainder(step);
    if (parts[1].signum() != 0
        || parts[0].bitLength() >= Long.SIZE
        || parts[0].longValue() == NO_TIME) {
      throw unfit(value.toString(), "whole steps of " + name(unit), null);
    }
    return parts[0].longValue();
  }

  /** How many nanoseconds the base is; below one, minus how many of it are a nanosecond. */
  private static long nanosOf(DateTimeUnit unit) {
    return switch (unit.base()) {
      case WEEK -> 7 * 86_400_000_000_000L;
      case DAY -> 86_400_000_000_000L;
      case HOUR -> 3_600_000_000_000L;
      case MINUTE -> 60_000_000_000L;
      case SECOND -> 1_000_000_000L;
      case MILLISECOND -> 1_000_000;
      case MICROSECOND -> 1_000;
      case NANOSECOND -> 1;
      case PICOSECOND -> -1_000;
      case FEMTOSECOND -> -1_000_000;
      case ATTOSECOND -> -1_000_000_000;
      case YEAR, MONTH, GENERIC ->
          throw new ArithmeticException(name(unit) + " is no number of seconds");
    };
  }

  private static String name(DateTimeUnit unit) {
    return unit.count() + " " + unit.base().code();
  }

  private static ArithmeticException unfit(
      String value, String what, @Nullable RuntimeException cause) {
    ArithmeticException e =
        new ArithmeticException(
            value + " is no " + what + (cause == null ? "" : ": " + cause.getMessage()));
    e.initCause(cause);
    return e;
  }
}
