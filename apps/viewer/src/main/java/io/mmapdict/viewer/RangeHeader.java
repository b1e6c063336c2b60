package io.mmapdict.viewer;

import io.mmapdict.pickle.spi.ByteRange;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ranges of bytes that a client asks for (RFC 9110, section 14). */
final class RangeHeader {
  private static final String UNIT = "bytes=";
  private static final Pattern COMMA = Pattern.compile(",");
  private static final Pattern RANGE = Pattern.compile("\\s*(\\d{0,18})-(\\d{0,18})\\s*");

  private RangeHeader() {}

  /**
   * Those that a file of so many bytes has; none if it has none of them.
   *
   * @throws ViewerException if that is not how ranges are written
   */
  static List<ByteRange> parse(String header, long size) {
    if (!header.startsWith(UNIT)) {
      throw new ViewerException("expected Range: bytes=FROM-TO, found " + header);
    }
    List<ByteRange> ranges = new ArrayList<>();
    for (String part : COMMA.split(header.substring(UNIT.length()), -1)) {
      Matcher range = RANGE.matcher(part);
      if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
        throw new ViewerException("expected Range: bytes=FROM-TO, found " + header);
      }
      ByteRange found = of(range.group(1), range.group(2), size);
      if (found.byteSize() > 0) {
        ranges.add(found);
      }
    }
    return ranges;
  }

  private static ByteRange of(String first, String last, long size) {
    if (first.isEmpty()) {
      return new ByteRange(Math.max(0, size - Long.parseLong(last)), size);
    }
    long from = Math.min(Long.parseLong(first), size);
    long end = last.isEmpty() ? size : Math.min(Long.parseLong(last) + 1, size);
    return new ByteRange(from, Math.max(from, end));
  }
}
