package io.mmapdict;

import io.mmapdict.pickle.spi.ByteRange;
import io.mmapdict.remote.HttpFailure;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Fetches bytes of a file from a web server: many ranges by one request where the server takes
 * that, large ones by several at once, and again where an answer fails. Safe for use by many
 * threads.
 */
final class HttpFile {
  /** A header line stays below the 8 KiB that servers take, and the ranges below Apache's 200. */
  private static final int MOST_RANGES = 190;

  private static final long REQUEST_BYTES = 1 << 21;
  private static final int CONNECTIONS = 6;

  private final Path path;
  private final RemoteFile remote;
  private final HttpRequests requests;

  /** Whether the server does not take several ranges at once. */
  private volatile boolean singly;

  HttpFile(RemoteFile remote) {
    this.path = remote.path();
    this.remote = remote;
    this.requests = new HttpRequests(remote.uri(), remote.patience());
  }

  /**
   * The first bytes of the file, fewer where it has no more.
   *
   * @throws MmapDictException if it cannot be had, or the server knows no ranges
   */
  HttpAnswer first(long bytes) {
    List<HttpAnswer> found = new ArrayList<>();
    ask(List.of(new ByteRange(0, bytes)), found::add);
    return found.getFirst();
  }

  /**
   * Fetches bytes.
   *
   * @param ranges within the file, in ascending order
   * @param sink takes the answers, from several threads at once
   * @throws MmapDictException if they cannot be had
   */
  void fetch(List<ByteRange> ranges, Consumer<HttpAnswer> sink) {
    List<ByteRange> left = pieces(ranges);
    while (!left.isEmpty()) {
      left = askAll(grouped(left), sink);
    }
  }

  private static List<ByteRange> pieces(List<ByteRange> ranges) {
    List<ByteRange> pieces = new ArrayList<>();
    for (ByteRange range : ranges) {
      for (long at = range.start(); at < range.end(); at += REQUEST_BYTES) {
        pieces.add(new ByteRange(at, Math.min(range.end(), at + REQUEST_BYTES)));
      }
    }
    return pieces;
  }

  /** What goes into a request each. */
  private List<List<ByteRange>> grouped(List<ByteRange> pieces) {
    List<List<ByteRange>> groups = new ArrayList<>();
    List<ByteRange> group = new ArrayList<>();
    long bytes = 0;
    for (ByteRange piece : pieces) {
      bytes += piece.byteSize();
      boolean isFull = singly || group.size() == MOST_RANGES || bytes > REQUEST_BYTES;
      if (isFull && !group.isEmpty()) {
        groups.add(group);
        group = new ArrayList<>();
        bytes = piece.byteSize();
      }
      group.add(piece);
    }
    if (!group.isEmpty()) {
      groups.add(group);
    }
    return groups;
  }

  /** Makes some requests at once; gives what the server has left out. */
  private List<ByteRange> askAll(List<List<ByteRange>> groups, Consumer<HttpAnswer> sink) {
    if (groups.size() == 1) {
      return ask(groups.getFirst(), sink);
    }
    List<ByteRange> left = new ArrayList<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.min(CONNECTIONS, groups.size()),
            Thread.ofVirtual().name("mmapdict-fetch-", 0).factory())) {
      List<Future<List<ByteRange>>> all =
          groups.stream().map(group -> threads.submit(() -> ask(group, sink))).toList();
      try {
        for (Future<List<ByteRange>> each : all) {
          left.addAll(each.get());
        }
      } catch (ExecutionException e) {
        threads.shutdownNow();
        throw e.getCause() instanceof RuntimeException fault
            ? fault
            : new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        threads.shutdownNow();
        throw interrupted(groups.getFirst(), e);
      }
    }
    return left;
  }

  /** Makes one request, again where it fails; gives what the server has left out. */
  private List<ByteRange> ask(List<ByteRange> ranges, Consumer<HttpAnswer> sink) {
    long pause = remote.pause().toMillis();
    for (int tried = 1; ; tried++) {
      try {
        HttpResponse<byte[]> response = requests.send(ranges);
        return answered(response, ranges, sink);
      } catch (IOException e) {
        if (tried == remote.tries() || HttpFailure.isForGood(e)) {
          throw failed(ranges, tried, e);
        }
      } catch (InterruptedException e) {
        throw interrupted(ranges, e);
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        throw interrupted(ranges, e);
      }
      pause *= 2;
    }
  }

  private List<ByteRange> answered(
      HttpResponse<byte[]> response, List<ByteRange> ranges, Consumer<HttpAnswer> sink)
      throws IOException {
    int status = response.statusCode();
    if (ranges.size() > 1 && isOfSeveral(status)) {
      singly = true;
      return ranges;
    }
    if (status == 416) {
      HttpAnswer.Version version = HttpAnswer.versionOf(response.headers());
      if (version.byteSize() != HttpAnswer.UNKNOWN) {
        sink.accept(new HttpAnswer(version, List.of()));
      }
      throw fault(
          ranges,
          "the server does not have these bytes (416); is the file empty, or shorter than it was?");
    }
    if (status != 206) {
      throw refusal(ranges, status);
    }
    String encoding = response.headers().firstValue("Content-Encoding").orElse("identity");
    if (!encoding.equalsIgnoreCase("identity")) {
      throw fault(ranges, "the server sends it compressed (" + encoding + "): switch that off");
    }
    HttpAnswer answer = HttpAnswer.read(response.headers(), response.body());
    List<ByteRange> left = missing(ranges, answer);
    if (!left.isEmpty()) {
      if (ranges.size() == 1 && answer.parts().getFirst().offset() != ranges.getFirst().start()) {
        throw new IOException("other bytes came: " + answer.parts().getFirst().range());
      }
      singly |= ranges.size() > 1;
    }
    sink.accept(answer);
    return left;
  }

  /** Whether a server may answer so because it was asked for several ranges at once. */
  private static boolean isOfSeveral(int status) {
    return switch (status) {
      case 200, 400, 405, 406, 413, 414, 416, 431, 501 -> true;
      default -> false;
    };
  }

  /** Where the file ends, nothing is missing. */
  private static List<ByteRange> missing(List<ByteRange> ranges, HttpAnswer answer) {
    ByteRanges got = new ByteRanges();
    answer.parts().forEach(part -> got.add(part.range()));
    long size = answer.version().byteSize();
    List<ByteRange> missing = new ArrayList<>();
    for (ByteRange range : ranges) {
      long end = size == HttpAnswer.UNKNOWN ? range.end() : Math.min(size, range.end());
      if (range.start() < end) {
        missing.addAll(got.missing(new ByteRange(range.start(), end)));
      }
    }
    return missing;
  }

  /** An exception to be thrown at once, unless it is an IOException, after which one may retry. */
  private MmapDictException refusal(List<ByteRange> ranges, int status) throws IOException {
    return switch (status) {
      case 408, 429, 500, 502, 503, 504 -> throw new IOException("status " + status);
      default -> fault(ranges, HttpFailure.refusal(status));
    };
  }

  private MmapDictException failed(List<ByteRange> ranges, int tries, IOException e) {
    long start = ranges.getFirst().start();
    String why = HttpFailure.explain(remote.uri(), tries, e);
    if (why != null) {
      long at = start == 0 ? MmapDictException.NO_OFFSET : start;
      return new MmapDictException(path, null, at, why, e);
    }
    long bytes = ranges.stream().mapToLong(ByteRange::byteSize).sum();
    String last = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new MmapDictException(
        path,
        null,
        start,
        "%d bytes could not be fetched in %d tries; the last one: %s".formatted(bytes, tries, last),
        e);
  }

  private MmapDictException interrupted(List<ByteRange> ranges, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new MmapDictException(
        path, null, ranges.getFirst().start(), "interrupted while it was fetched", e);
  }

  private MmapDictException fault(List<ByteRange> ranges, String what) {
    long at = ranges.getFirst().start();
    return at == 0 ? new MmapDictException(path, what) : new MmapDictException(path, at, what);
  }
}
