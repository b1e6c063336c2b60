package io.mmapdict.pickle.values;

import io.mmapdict.pickle.spi.ByteSlice;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * Dates and times in the bytes in which Python pickles them: two of the year, one each of month,
 * day, hour, minute and second, three of microseconds, all big-endian. The first byte behind the
 * year, or of a time alone, has its top bit set where {@code fold} is 1.
 */
final class TimeBytes {
  /**
   * @param fold whether the second of two such hours is meant
   */
  record Clock(LocalTime time, boolean fold) {}

  /**
   * @param fold whether the second of two such hours is meant
   */
  record Moment(LocalDateTime when, boolean fold) {}

  private static final int DATE_BYTES = 4;
  private static final int TIME_BYTES = 6;
  private static final int FOLD = 0x80;
  private static final int NANOS_PER_MICRO = 1000;
  private static final int MAX_YEAR = 9999;

  private TimeBytes() {}

  static byte[] of(LocalDate date) {
    ByteBuffer bytes = ByteBuffer.allocate(DATE_BYTES);
    put(bytes, date, false);
    return bytes.array();
  }

  static byte[] of(LocalTime time) {
    ByteBuffer bytes = ByteBuffer.allocate(TIME_BYTES);
    put(bytes, time);
    return bytes.array();
  }

  static byte[] of(LocalDateTime when, boolean fold) {
    ByteBuffer bytes = ByteBuffer.allocate(DATE_BYTES + TIME_BYTES);
    put(bytes, when.toLocalDate(), fold);
    put(bytes, when.toLocalTime());
    return bytes.array();
  }

  /** Microseconds of nanoseconds; refuses those that are between two. */
  static int micros(int nanos, Object value) {
    if (nanos % NANOS_PER_MICRO != 0) {
      throw new IllegalArgumentException(
          value + " has nanoseconds; Python has microseconds: truncate it to these");
    }
    return nanos / NANOS_PER_MICRO;
  }

  /** Null where these are not the bytes of a date; throws where there is no such day. */
  static @Nullable LocalDate date(@Nullable Object given) {
    ByteBuffer bytes = bytes(given, DATE_BYTES);
    return bytes == null ? null : date(bytes, bytes.get(2));
  }

  /** Null where these are not the bytes of a time; throws where there is none such. */
  static @Nullable Clock time(@Nullable Object given) {
    ByteBuffer bytes = bytes(given, TIME_BYTES);
    if (bytes == null) {
      return null;
    }
    int hour = bytes.get() & 0xFF;
    return new Clock(time(bytes, hour & ~FOLD), (hour & FOLD) != 0);
  }

  /** Null where these are not the bytes of both; throws where there is no such moment. */
  static @Nullable Moment datetime(@Nullable Object given) {
    ByteBuffer bytes = bytes(given, DATE_BYTES + TIME_BYTES);
    if (bytes == null) {
      return null;
    }
    int month = bytes.get(2) & 0xFF;
    LocalDate date = date(bytes, month & ~FOLD);
    return new Moment(date.atTime(time(bytes, bytes.get())), (month & FOLD) != 0);
  }

  private static void put(ByteBuffer bytes, LocalDate date, boolean fold) {
    checkYear(date.getYear());
    bytes.putShort((short) date.getYear());
    bytes.put((byte) (date.getMonthValue() | (fold ? FOLD : 0)));
    bytes.put((byte) date.getDayOfMonth());
  }

  private static void put(ByteBuffer bytes, LocalTime time) {
    bytes.put((byte) time.getHour()).put((byte) time.getMinute()).put((byte) time.getSecond());
    int micros = micros(time.getNano(), time);
    bytes.put((byte) (micros >> 16)).putShort((short) micros);
  }

  /** Reads two bytes of a year and one of a month, which the caller has looked at, and the day. */
  private static LocalDate date(ByteBuffer bytes, int month) {
    int year = bytes.getShort() & 0xFFFF;
    checkYear(year);
    bytes.get();
    return LocalDate.of(year, month, bytes.get());
  }

  private static void checkYear(int year) {
    if (year < 1 || year > MAX_YEAR) {
      throw new IllegalArgumentException(
          "Python has dates of the years 1 to " + MAX_YEAR + ", not of " + year);
    }
  }

  private static LocalTime time(ByteBuffer bytes, int hour) {
    int minute = bytes.get();
    int second = bytes.get();
    int micros = ((bytes.get() & 0xFF) << 16) | (bytes.getShort() & 0xFFFF);
    // In 24 bits the product would not fit an int.
    return LocalTime.of(hour, minute, second, Math.multiplyExact(micros, NANOS_PER_MICRO));
  }

  /** Bytes, or the str that Python 2 has of them. */
  private static @Nullable ByteBuffer bytes(@Nullable Object given, int count) {
    return switch (given) {
      case ByteSlice slice when slice.byteSize() == count && !slice.mutable() ->
          ByteBuffer.wrap(slice.toByteArray());
      case String text when text.length() == count && text.chars().allMatch(c -> c <= 0xFF) ->
          ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
      case null, default -> null;
    };
  }
}
