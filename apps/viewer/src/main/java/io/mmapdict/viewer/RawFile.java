package io.mmapdict.viewer;

import io.mmapdict.MmapDict;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The file's bytes, whole or by ranges, for {@code MmapDict.open(URI)} of another machine. Its
 * entity tag changes with each commit and each vacuum.
 */
final class RawFile {
  private static final String TYPE = "application/octet-stream";
  private static final String BOUNDARY = "mmapdict-range";
  private static final int PIECE_BYTES = 1 << 16;

  /** A client that asks for more of them, or for more than there is, gets the whole file. */
  private static final int MOST_RANGES = 1000;

  private final MmapDict dict;

  RawFile(MmapDict dict) {
    this.dict = dict;
  }

  /**
   * The answer to a request.
   *
   * @param headers by their names in small letters
   */
  Answer answer(Map<String, String> headers) {
    Path path = dict.path();
    long size;
    String tag;
    try {
      size = Files.size(path);
      Object inode = Files.getAttribute(path, "unix:ino");
      tag = "\"%s-%x-%x\"".formatted(inode, dict.commitNumber(), size);
    } catch (IOException e) {
      throw new ViewerException(
          Answer.SERVER_ERROR, path + " cannot be read: " + e.getMessage(), e);
    }
    String match = headers.get("if-match");
    if (match != null && !match.equals("*") && !match.contains(tag)) {
      return Answer.error(Answer.PRECONDITION_FAILED, path + " has changed: it is " + tag + " now");
    }
    return part(headers, path, size, tag).with("ETag", tag).with("Accept-Ranges", "bytes");
  }

  private static Answer part(Map<String, String> headers, Path path, long size, String tag) {
    String range = headers.get("range");
    String condition = headers.get("if-range");
    if (range == null || (condition != null && !condition.equals(tag))) {
      return whole(path, size);
    }
    List<ByteRange> ranges = ByteRange.parse(range, size);
    if (ranges.isEmpty()) {
      return Answer.error(Answer.UNSATISFIABLE, "%s has %d bytes".formatted(path, size))
          .with("Content-Range", "bytes */" + size);
    }
    long wanted = ranges.stream().mapToLong(ByteRange::length).sum();
    if (ranges.size() > MOST_RANGES || wanted > size) {
      return whole(path, size);
    }
    return ranges.size() == 1 ? single(path, size, ranges.getFirst()) : several(path, size, ranges);
  }

  private static Answer whole(Path path, long size) {
    return new Answer(
        Answer.OK,
        TYPE,
        Map.of(),
        size,
        out -> write(path, List.of(new ByteRange(0, size)), List.of(), null, out));
  }

  private static Answer single(Path path, long size, ByteRange range) {
    return new Answer(
            Answer.PARTIAL,
            TYPE,
            Map.of(),
            range.length(),
            out -> write(path, List.of(range), List.of(), null, out))
        .with("Content-Range", contentRange(range, size));
  }

  private static Answer several(Path path, long size, List<ByteRange> ranges) {
    List<byte[]> heads = new ArrayList<>();
    for (ByteRange range : ranges) {
      heads.add(
          "\r\n--%s\r\nContent-Type: %s\r\nContent-Range: %s\r\n\r\n"
              .formatted(BOUNDARY, TYPE, contentRange(range, size))
              .getBytes(StandardCharsets.US_ASCII));
    }
    byte[] end = "\r\n--%s--\r\n".formatted(BOUNDARY).getBytes(StandardCharsets.US_ASCII);
    long length =
        ranges.stream().mapToLong(ByteRange::length).sum()
            + heads.stream().mapToLong(head -> head.length).sum()
            + end.length;
    return new Answer(
        Answer.PARTIAL,
        "multipart/byteranges; boundary=" + BOUNDARY,
        Map.of(),
        length,
        out -> write(path, ranges, heads, end, out));
  }

  private static String contentRange(ByteRange range, long size) {
    return "bytes %d-%d/%d".formatted(range.from(), range.to() - 1, size);
  }

  private static void write(
      Path path,
      List<ByteRange> ranges,
      List<byte[]> heads,
      byte @Nullable [] end,
      OutputStream out)
      throws IOException {
    byte[] piece = new byte[PIECE_BYTES];
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      for (int i = 0; i < ranges.size(); i++) {
        if (!heads.isEmpty()) {
          out.write(heads.get(i));
        }
        copy(file, ranges.get(i), piece, out);
      }
    }
    if (end != null) {
      out.write(end);
    }
  }

  private static void copy(FileChannel file, ByteRange range, byte[] piece, OutputStream out)
      throws IOException {
    long at = range.from();
    while (at < range.to()) {
      int wanted = (int) Math.min(PIECE_BYTES, range.to() - at);
      int read = file.read(ByteBuffer.wrap(piece, 0, wanted), at);
      if (read <= 0) {
        throw new IOException("the file has become shorter");
      }
      out.write(piece, 0, read);
      at += read;
    }
  }
}
