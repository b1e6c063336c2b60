package io.mmapdict.ndarray;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a datetime64 or timedelta64 counts: so many of a base unit, as numpy's {@code datetime_data}
 * tells it. {@code [25s]} is a count of 25 seconds.
 *
 * @param count how many of the base are one step, at least 1
 * @param base the unit
 */
public record DateTimeUnit(int count, Base base) {
  /** The units there are. */
  public enum Base {
    /** A calendar year. */
    YEAR("Y"),
    /** A calendar month. */
    MONTH("M"),
    /** Seven days; weeks begin on Thursday, as 1970 did. */
    WEEK("W"),
    /** 24 hours. */
    DAY("D"),
    /** 60 minutes. */
    HOUR("h"),
    /** 60 seconds. */
    MINUTE("m"),
    /** A second, none of them a leap second. */
    SECOND("s"),
    /** 10^-3 s. */
    MILLISECOND("ms"),
    /** 10^-6 s. */
    MICROSECOND("us"),
    /** 10^-9 s. */
    NANOSECOND("ns"),
    /** 10^-12 s. */
    PICOSECOND("ps"),
    /** 10^-15 s. */
    FEMTOSECOND("fs"),
    /** 10^-18 s. */
    ATTOSECOND("as"),
    /** None: a bare count, which takes the unit of what it is added to. */
    GENERIC("generic");

    private final String code;

    Base(String code) {
      this.code = code;
    }

    /** numpy's name, such as {@code "ns"}. */
    public String code() {
      return code;
    }
  }

  /** No unit. */
  public static final DateTimeUnit GENERIC = new DateTimeUnit(1, Base.GENERIC);

  private static final Map<String, Base> BY_CODE = byCode();
  private static final Pattern TEXT = Pattern.compile("\\[([0-9]{0,10})([a-zA-Z]+)]");

  /**
   * Checks that there is such a unit.
   *
   * @throws IllegalArgumentException if the count is not positive, or there is no unit to count
   */
  public DateTimeUnit {
    if (count < 1 || (base == Base.GENERIC && count != 1)) {
      throw new IllegalArgumentException("a datetime unit of " + count + " " + base.code());
    }
  }

  private static Map<String, Base> byCode() {
    Map<String, Base> bases = new HashMap<>();
    for (Base base : Base.values()) {
      bases.put(base.code, base);
    }
    return bases;
  }

  /**
   * The unit that numpy writes so: {@code "[ns]"}, {@code "[25s]"}, and nothing for none.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static DateTimeUnit of(String text) {
    if (text.isEmpty()) {
      return GENERIC;
    }
    Matcher matcher = TEXT.matcher(text);
    Base base = matcher.matches() ? BY_CODE.get(matcher.group(2)) : null;
    long count = base == null || matcher.group(1).isEmpty() ? 1 : Long.parseLong(matcher.group(1));
    if (base == null || count > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "no unit of numpy's: '" + text + "'; there are " + BY_CODE.keySet());
    }
    return new DateTimeUnit((int) count, base);
  }

  /** As numpy writes it: {@code "[ns]"}, {@code "[25s]"}, and nothing for none. */
  @Override
  public String toString() {
    return base == Base.GENERIC ? "" : "[" + (count == 1 ? "" : count) + base.code + "]";
  }
}
