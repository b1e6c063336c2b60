package io.mmapdict.pickle.values;

import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.spi.ValueCodec;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Python's {@code datetime} as {@code java.time}. Python counts microseconds of the years 1 to
 * 9999; what is finer or farther away is refused when it is written.
 *
 * <p>A {@code fold} of 1 says which of two hours is meant where clocks are put back. Only a {@link
 * ZonedDateTime} can say that, and only there; elsewhere such a value stays a call.
 */
final class TimeCodecs {
  private static final PyGlobal DATETIME = python("datetime");
  private static final PyGlobal TIME = python("time");
  private static final PyGlobal ZONE_INFO = new PyGlobal("zoneinfo", "ZoneInfo");
  private static final PyGlobal UNPICKLE = new PyGlobal("zoneinfo", "ZoneInfo._unpickle");
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long SECONDS_PER_DAY = 86_400;
  private static final long MAX_DAYS = 999_999_999;

  /** Looked up where a zone is met first: to list them takes longer than to open a file. */
  private static final class Regions {
    /** The names of the time zone database, as this JDK has it. */
    static final Set<String> NAMES =
        ZoneId.getAvailableZoneIds().stream()
            .filter(name -> !name.startsWith("SystemV/")) // which Python has not
            .collect(Collectors.toUnmodifiableSet());
  }

  static final List<ValueCodec> ALL =
      List.of(
          CallCodec.of(
              LocalDate.class,
              python("date"),
              date -> PyTuple.of(TimeBytes.of(date)),
              given -> given.size() == 1 ? TimeBytes.date(given.get(0)) : null),
          new CallCodec(
              Set.of(LocalTime.class, OffsetTime.class),
              Set.of(TIME),
              TIME,
              TimeCodecs::timeArguments,
              TimeCodecs::time),
          new CallCodec(
              Set.of(LocalDateTime.class, OffsetDateTime.class, ZonedDateTime.class, Instant.class),
              Set.of(DATETIME),
              DATETIME,
              TimeCodecs::datetimeArguments,
              TimeCodecs::datetime),
          CallCodec.of(
              Duration.class, python("timedelta"), TimeCodecs::parts, TimeCodecs::duration),
          CallCodec.of(
              ZoneOffset.class,
              python("timezone"),
              offset -> PyTuple.of(Duration.ofSeconds(offset.getTotalSeconds())),
              TimeCodecs::offset),
          new CallCodec(
              Set.of(ZoneId.class),
              Set.of(ZONE_INFO, UNPICKLE),
              ZONE_INFO,
              TimeCodecs::zoneArguments,
              TimeCodecs::zone));

  private TimeCodecs() {}

  private static PyGlobal python(String name) {
    return new PyGlobal("datetime", name);
  }

  private static PyTuple timeArguments(Object value) {
    return switch (value) {
      case OffsetTime time -> PyTuple.of(TimeBytes.of(time.toLocalTime()), time.getOffset());
      default -> PyTuple.of(TimeBytes.of((LocalTime) value));
    };
  }

  private static @Nullable Object time(PyTuple given) {
    TimeBytes.Clock clock = given.size() > 0 ? TimeBytes.time(given.get(0)) : null;
    if (clock == null || clock.fold()) {
      return null;
    }
    if (given.size() == 2 && given.get(1) instanceof ZoneOffset offset) {
      return clock.time().atOffset(offset);
    }
    return given.size() == 1 ? clock.time() : null;
  }

  private static PyTuple datetimeArguments(Object value) {
    return switch (value) {
      case LocalDateTime when -> PyTuple.of(TimeBytes.of(when, false));
      case OffsetDateTime when ->
          PyTuple.of(TimeBytes.of(when.toLocalDateTime(), false), when.getOffset());
      case ZonedDateTime when -> {
        boolean fold = !when.withEarlierOffsetAtOverlap().getOffset().equals(when.getOffset());
        yield PyTuple.of(TimeBytes.of(when.toLocalDateTime(), fold), when.getZone());
      }
      default -> datetimeArguments(inUtc((Instant) value));
    };
  }

  private static OffsetDateTime inUtc(Instant instant) {
    try {
      return instant.atOffset(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("Python has dates of the years 1 to 9999 only", e);
    }
  }

  private static @Nullable Object datetime(PyTuple given) {
    TimeBytes.Moment moment = given.size() > 0 ? TimeBytes.datetime(given.get(0)) : null;
    if (moment == null || given.size() > 2) {
      return null;
    }
    LocalDateTime when = moment.when();
    if (given.size() == 1) {
      return moment.fold() ? null : when;
    }
    return switch (given.get(1)) {
      case ZoneOffset offset -> moment.fold() ? null : when.atOffset(offset);
      case ZoneId zone -> {
        // Not in the hour that is left out, which Java moves; and with a fold where there is one.
        ZonedDateTime early = when.atZone(zone).withEarlierOffsetAtOverlap();
        ZonedDateTime meant = moment.fold() ? early.withLaterOffsetAtOverlap() : early;
        boolean folds = !meant.getOffset().equals(early.getOffset());
        yield early.toLocalDateTime().equals(when) && folds == moment.fold() ? meant : null;
      }
      case null, default -> null;
    };
  }

  private static PyTuple parts(Duration duration) {
    long days = Math.floorDiv(duration.getSeconds(), SECONDS_PER_DAY);
    if (Math.abs(days) > MAX_DAYS) {
      throw new IllegalArgumentException(
          "a Duration of " + duration + " has more days than Python's timedelta, " + MAX_DAYS);
    }
    return PyTuple.of(
        days,
        Math.floorMod(duration.getSeconds(), SECONDS_PER_DAY),
        (long) TimeBytes.micros(duration.getNano(), duration));
  }

  private static @Nullable Object duration(PyTuple given) {
    if (given.size() == 3
        && given.get(0) instanceof Long days
        && given.get(1) instanceof Long seconds
        && given.get(2) instanceof Long micros
        && days >= -MAX_DAYS
        && days <= MAX_DAYS
        && seconds >= 0
        && seconds < SECONDS_PER_DAY
        && micros >= 0
        && micros < MICROS_PER_SECOND) {
      return Duration.ofSeconds(days * SECONDS_PER_DAY + seconds, micros * 1000);
    }
    return null;
  }

  /** Without a name of its own, in whole seconds and at most 18 hours, as Java's. */
  private static @Nullable Object offset(PyTuple given) {
    return given.size() == 1
            && given.get(0) instanceof Duration offset
            && offset.getNano() == 0
            && offset.abs().toHours() <= 18
        ? ZoneOffset.ofTotalSeconds((int) offset.getSeconds())
        : null;
  }

  private static PyTuple zoneArguments(Object value) {
    String name = ((ZoneId) value).getId();
    if (!Regions.NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "Python's time zone database has no " + name + "; ZoneId.normalized() gives its offset");
    }
    return PyTuple.of(name);
  }

  /** Python says, too, whether the zone came out of its cache; one that did not is another one. */
  private static @Nullable Object zone(PyTuple given) {
    boolean cached =
        given.size() == 1
            || (given.size() == 2
                && (Boolean.TRUE.equals(given.get(1)) || Long.valueOf(1).equals(given.get(1))));
    return cached && given.get(0) instanceof String name && Regions.NAMES.contains(name)
        ? ZoneId.of(name)
        : null;
  }
}
