package io.mmapdict.ndarray;

import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The texts that numpy takes for types. */
final class DTypeNames {
  /** Those of types that have no parameters, by every text of theirs. */
  private static final Map<String, DType> FIXED = fixed();

  private static final Pattern SIZED = Pattern.compile("([<>=|]?)([SUV])([0-9]{1,10})");
  private static final Pattern TIME =
      Pattern.compile("([<>=|]?)(M8|m8|datetime64|timedelta64)(\\[.*])?");

  private DTypeNames() {}

  static DType parse(String text) {
    DType known = FIXED.get(text);
    if (known != null) {
      return DType.plain(known.type, known.itemSize(), known.swapped);
    }
    Matcher sized = SIZED.matcher(text);
    if (sized.matches()) {
      return sized(text, isSwapped(sized.group(1)), sized.group(2), Long.parseLong(sized.group(3)));
    }
    Matcher time = TIME.matcher(text);
    if (time.matches()) {
      boolean isDate = time.group(2).charAt(0) == 'M' || time.group(2).charAt(0) == 'd';
      DateTimeUnit unit = unit(text, time.group(3) == null ? "" : time.group(3));
      return DType.time(
          isDate ? ElementType.DATETIME64 : ElementType.TIMEDELTA64,
          isSwapped(time.group(1)),
          unit);
    }
    throw new IllegalArgumentException(
        "dtype '"
            + text
            + "' is not held; there are bool, (u)int8 to 64, float16 to 128, complex64 to 256, S, U"
            + " and V with a length, datetime64 and timedelta64 with a unit, and O, in either byte"
            + " order, such as '<f4', 'float32', 'S5' or 'M8[ns]'");
  }

  private static DType sized(String text, boolean swapped, String kind, long length) {
    long itemSize = kind.equals("U") ? length * Integer.BYTES : length;
    if (itemSize > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("dtype '" + text + "' has elements of 2^31 bytes or more");
    }
    ElementType type =
        switch (kind) {
          case "S" -> ElementType.BYTES;
          case "U" -> ElementType.UNICODE;
          default -> ElementType.VOID;
        };
    return DType.plain(type, (int) itemSize, swapped);
  }

  private static DateTimeUnit unit(String text, String unit) {
    try {
      return DateTimeUnit.of(unit);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("dtype '" + text + "': " + e.getMessage(), e);
    }
  }

  private static boolean isSwapped(String order) {
    return switch (order) {
      case "<" -> ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN;
      case ">" -> ByteOrder.nativeOrder() != ByteOrder.BIG_ENDIAN;
      default -> false;
    };
  }

  private static Map<String, DType> fixed() {
    Map<String, DType> texts = new HashMap<>();
    for (ElementType type : ElementType.values()) {
      if (type.isFixed() && !type.isTime()) {
        DType dtype = DType.plain(type, type.itemSize, false);
        addTexts(texts, type.numpyName(), type);
        addTexts(texts, dtype.typestring().substring(1), type);
      }
    }
    addTexts(texts, "?", ElementType.BOOL);
    addTexts(texts, "O8", ElementType.OBJECT);
    addTexts(texts, "longdouble", ElementType.FLOAT128);
    addTexts(texts, "clongdouble", ElementType.COMPLEX256);
    return texts;
  }

  private static void addTexts(Map<String, DType> texts, String name, ElementType type) {
    for (String order : new String[] {"", "<", ">", "=", "|"}) {
      texts.put(order + name, DType.plain(type, type.itemSize, isSwapped(order)));
    }
  }
}
