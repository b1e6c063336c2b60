package io.mmapdict.viewer;

import io.mmapdict.MmapDict;
import io.mmapdict.pickle.spi.ByteRange;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
  private static final String INODE = "unix:ino";
  private static final String TYPE = "application/octet-stream";
  private static final String BOUNDARY = "mmapdict-range";
  private static final int PIECE_BYTES = 1 << 16;

  /** A client that asks for more of them, or for more than there is, gets the whole file. */
  private static final int MOST_RANGES = 1000;

  /** So much is read at once, to be sure that it is of the state that the tag tells. */
  private static final long SMALL_BYTES = 1 << 20;

  private static final int MOST_TRIES = 10;

  private final MmapDict dict;
  private @Nullable Opened opened;

  RawFile(MmapDict dict) {
    this.dict = dict;
  }

  /** A file with the inode that it has, whatever the path leads to later. */
  private record Opened(FileChannel channel, Object inode) {}

  /** The file that is at the path now. Whoever still reads an earlier one is cut off. */
  private synchronized Opened open() throws IOException {
    Object inode = Files.getAttribute(dict.path(), INODE);
    if (opened == null || !opened.inode.equals(inode)) {
      close();
      opened = new Opened(FileChannel.open(dict.path(), StandardOpenOption.READ), inode);
      if (!Files.getAttribute(dict.path(), INODE).equals(inode)) {
        close();
        throw new IOException("it is just being replaced; ask again");
      }
    }
    return opened;
  }

  /** Ends all reading. */
  synchronized void close() {
    Opened last = opened;
    opened = null;
    try {
      if (last != null) {
        last.channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String tag(Opened file) throws IOException {
    return "\"%s-%x-%x\"".formatted(file.inode, dict.commitNumber(), file.channel.size());
  }

  /**
   * The answer to a request.
   *
   * @param headers by their names in small letters
   */
  Answer answer(Map<String, String> headers) {
    try {
      for (int tries = 0; tries < MOST_TRIES; tries++) {
        Answer answer = answer(headers, open());
        if (answer != null) {
          return answer;
        }
      }
      return Answer.error(Answer.BUSY, dict.path() + " changes all the while; ask again");
    } catch (IOException e) {
      throw new ViewerException(
          Answer.SERVER_ERROR, dict.path() + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Null if the file has changed meanwhile. */
  private @Nullable Answer answer(Map<String, String> headers, Opened file) throws IOException {
    String tag = tag(file);
    String match = headers.get("if-match");
    if (match != null && !match.equals("*") && !match.contains(tag)) {
      return Answer.error(
          Answer.PRECONDITION_FAILED, dict.path() + " has changed: it is " + tag + " now");
    }
    Answer answer = part(headers, file.channel, tag);
    if (answer.length() <= SMALL_BYTES) {
      answer = answer.inMemory();
      if (!tag(file).equals(tag)) {
        return null;
      }
    }
    return answer.with("ETag", tag).with("Accept-Ranges", "bytes");
  }

  private Answer part(Map<String, String> headers, FileChannel file, String tag)
      throws IOException {
    long size = file.size();
    String range = headers.get("range");
    String condition = headers.get("if-range");
    if (range == null || (condition != null && !condition.equals(tag))) {
      return whole(file, size);
    }
    List<ByteRange> ranges = RangeHeader.parse(range, size);
    if (ranges.isEmpty()) {
      return Answer.error(Answer.UNSATISFIABLE, "%s has %d bytes".formatted(dict.path(), size))
          .with("Content-Range", "bytes */" + size);
    }
    long wanted = ranges.stream().mapToLong(ByteRange::byteSize).sum();
    if (ranges.size() > MOST_RANGES || wanted > size) {
      return whole(file, size);
    }
    return ranges.size() == 1 ? single(file, size, ranges.getFirst()) : several(file, size, ranges);
  }

  private static Answer whole(FileChannel file, long size) {
    return Answer.streamed(
        Answer.OK,
        TYPE,
        size,
        out -> write(file, List.of(new ByteRange(0, size)), List.of(), null, out));
  }

  private static Answer single(FileChannel file, long size, ByteRange range) {
    return Answer.streamed(
            Answer.PARTIAL,
            TYPE,
            range.byteSize(),
            out -> write(file, List.of(range), List.of(), null, out))
        .with("Content-Range", contentRange(range, size));
  }

  private static Answer several(FileChannel file, long size, List<ByteRange> ranges) {
    List<byte[]> heads = new ArrayList<>();
    for (ByteRange range : ranges) {
      heads.add(
          "\r\n--%s\r\nContent-Type: %s\r\nContent-Range: %s\r\n\r\n"
              .formatted(BOUNDARY, TYPE, contentRange(range, size))
              .getBytes(StandardCharsets.US_ASCII));
    }
    byte[] end = "\r\n--%s--\r\n".formatted(BOUNDARY).getBytes(StandardCharsets.US_ASCII);
    long length =
        ranges.stream().mapToLong(ByteRange::byteSize).sum()
            + heads.stream().mapToLong(head -> head.length).sum()
            + end.length;
    return Answer.streamed(
        Answer.PARTIAL,
        "multipart/byteranges; boundary=" + BOUNDARY,
        length,
        out -> write(file, ranges, heads, end, out));
  }

  private static String contentRange(ByteRange range, long size) {
    return "bytes %d-%d/%d".formatted(range.start(), range.end() - 1, size);
  }

  private static void write(
      FileChannel file,
      List<ByteRange> ranges,
      List<byte[]> heads,
      byte @Nullable [] end,
      OutputStream out)
      throws IOException {
    byte[] piece = new byte[PIECE_BYTES];
    for (int i = 0; i < ranges.size(); i++) {
      if (!heads.isEmpty()) {
        out.write(heads.get(i));
      }
      copy(file, ranges.get(i), piece, out);
    }
    if (end != null) {
      out.write(end);
    }
  }

  private static void copy(FileChannel file, ByteRange range, byte[] piece, OutputStream out)
      throws IOException {
    long at = range.start();
    while (at < range.end()) {
      int wanted = (int) Math.min(PIECE_BYTES, range.end() - at);
      int read = file.read(ByteBuffer.wrap(piece, 0, wanted), at);
      if (read <= 0) {
        throw new IOException("the file has become shorter");
      }
      out.write(piece, 0, read);
      at += read;
    }
  }
}
