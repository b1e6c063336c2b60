package io.mmapdict;

import io.mmapdict.pickle.spi.ByteRange;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a file as a server has answered with them.
 *
 * @param version of the file that they are from
 */
record HttpAnswer(Version version, List<Part> parts) {
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("(?i)bytes +(?:(\\d{1,18})-(\\d{1,18})|\\*)/(\\d{1,18}|\\*)");
  private static final Pattern BOUNDARY =
      Pattern.compile("(?i)multipart/byteranges *;.*?boundary=(?:\"([^\"]+)\"|([^;\\s]+)).*");

  /** What the length of a file is where nobody says it. */
  static final long UNKNOWN = -1;

  /**
   * What tells one state of a file from another.
   *
   * @param tag its ETag, null if there is none
   * @param modified when it was, null if that is not said
   * @param byteSize its length, or {@link #UNKNOWN}
   */
  record Version(@Nullable String tag, @Nullable String modified, long byteSize) {}

  /** Bytes from an offset on. */
  record Part(long offset, MemorySegment bytes) {
    ByteRange range() {
      return new ByteRange(offset, offset + bytes.byteSize());
    }
  }

  /**
   * Reads an answer with a part of the file, or with several.
   *
   * @throws IOException if it is not whole
   */
  static HttpAnswer read(HttpHeaders headers, byte[] body) throws IOException {
    String type = headers.firstValue("Content-Type").orElse("");
    Matcher boundary = BOUNDARY.matcher(type);
    MemorySegment bytes = MemorySegment.ofArray(body);
    List<Part> parts = new ArrayList<>();
    long size;
    if (boundary.matches()) {
      String mark = boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
      size = readParts(body, mark, bytes, parts);
    } else {
      String range = headers.firstValue("Content-Range").orElse("none");
      Matcher stated = range(range);
      Part part = part(stated, bytes, 0);
      if (part.bytes.byteSize() != body.length) {
        throw new IOException(range + " announced, but " + body.length + " bytes came");
      }
      parts.add(part);
      size = size(stated);
    }
    return new HttpAnswer(version(headers, size), parts);
  }

  /** The version of an answer without a part of the file. */
  static Version versionOf(HttpHeaders headers) {
    Matcher range = CONTENT_RANGE.matcher(headers.firstValue("Content-Range").orElse(""));
    return version(headers, range.matches() ? size(range) : UNKNOWN);
  }

  private static Version version(HttpHeaders headers, long size) {
    return new Version(
        headers.firstValue("ETag").orElse(null),
        headers.firstValue("Last-Modified").orElse(null),
        size);
  }

  private static long readParts(byte[] body, String mark, MemorySegment bytes, List<Part> parts)
      throws IOException {
    String text = new String(body, StandardCharsets.ISO_8859_1); // a byte is a character
    String delimiter = "--" + mark;
    long size = UNKNOWN;
    int at = text.indexOf(delimiter);
    while (at >= 0 && !text.startsWith("--", at + delimiter.length())) {
      int content = text.indexOf("\r\n\r\n", at) + 4;
      if (content < 4) {
        break;
      }
      Matcher range = CONTENT_RANGE.matcher(text).region(at, content);
      if (!range.find() || range.group(1) == null) {
        throw new IOException("a part of the answer does not say which bytes it is");
      }
      Part part = part(range, bytes, content);
      parts.add(part);
      size = size(range);
      at = text.indexOf(delimiter, content + (int) part.bytes.byteSize());
    }
    if (at < 0 || parts.isEmpty()) {
      throw new IOException("the answer of " + body.length + " bytes in several parts is cut off");
    }
    return size;
  }

  private static Matcher range(String header) throws IOException {
    Matcher range = CONTENT_RANGE.matcher(header);
    if (!range.matches() || range.group(1) == null) {
      throw new IOException("Content-Range \"" + header + "\" does not say which bytes came");
    }
    return range;
  }

  private static Part part(Matcher range, MemorySegment body, long at) throws IOException {
    long start = Long.parseLong(range.group(1));
    long count = Long.parseLong(range.group(2)) + 1 - start;
    if (count <= 0 || count > body.byteSize() - at) {
      throw new IOException(
          range.group() + " announced, but " + (body.byteSize() - at) + " bytes came");
    }
    return new Part(start, body.asSlice(at, count));
  }

  private static long size(Matcher range) {
    return range.group(3).equals("*") ? UNKNOWN : Long.parseLong(range.group(3));
  }
}
