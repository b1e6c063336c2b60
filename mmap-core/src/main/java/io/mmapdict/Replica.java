package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.mmapdict.HttpAnswer.Version;
import io.mmapdict.pickle.spi.ByteRange;
import io.mmapdict.remote.RemoteName;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A file on another machine as a file here, without a name and full of holes. It has the bytes that
 * the keys take ({@link Skeleton}), for good, and those of values that were asked for, as long as
 * there is room ({@link BlockCache}). So all that looks into a mapping goes on as ever, as long as
 * it looks at what is there.
 *
 * <p>It is the file of the moment of opening. What is appended to a file leaves its bytes where
 * they are, so an answer of another version is taken if the epoch is still the same. Safe for use
 * by many threads.
 */
final class Replica {
  private static final long FIRST_BYTES = 1 << 16;
  private static final long HEAD_BYTES = 256;
  private static final long WRITTEN_BYTES = 1 << 18;

  private final Path path;
  private final HttpFile http;
  private final FileHandle file;
  private final ByteRanges kept = new ByteRanges();

  /**
   * Those that came when the file was opened already, and had changed. Heads of entries that were
   * live then have come before their trailers, these behind: they may be those of a hole.
   */
  private final ByteRanges late = new ByteRanges();

  private final BlockCache cache;
  private final Skeleton skeleton;
  private final AtomicInteger changes = new AtomicInteger();
  private final ExecutorService ahead =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("mmapdict-ahead-", 0).factory());
  private final ReadWriteLock writing = new ReentrantReadWriteLock();
  private boolean ended;
  private volatile boolean opened;
  private volatile Version version;
  private volatile long size;

  /** Where the epoch stands, or 0 where none does. */
  private long epochOffset;

  private Replica(RemoteFile remote, HttpFile http, FileHandle file, Version version) {
    this.path = remote.path();
    this.http = http;
    this.file = file;
    this.version = version;
    this.cache = new BlockCache(path, remote.cacheBytes(), this::fetchBlocks, this::drop);
    this.skeleton = new Skeleton(this, file);
  }

  /**
   * Opens a file so that its keys can be looked for.
   *
   * @throws MmapDictException if it cannot be had, or the server knows no ranges
   */
  static FileHandle open(RemoteFile remote) {
    HttpFile http = new HttpFile(remote);
    HttpAnswer first = http.first(FIRST_BYTES);
    long size = first.version().byteSize();
    if (size == HttpAnswer.UNKNOWN) {
      throw new MmapDictException(remote.path(), "the server does not tell how long the file is");
    }
    FileHandle file =
        FileHandle.temporary(remote.path(), Path.of(System.getProperty("java.io.tmpdir")));
    try {
      Replica replica = new Replica(remote, http, file, first.version());
      file.setReplica(replica);
      replica.grow(size);
      replica.begin(first);
      return file;
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private void begin(HttpAnswer first) {
    first.parts().forEach(this::write);
    first.parts().forEach(part -> kept.add(part.range()));
    epochOffset = StoredIndex.epochOffset(file, size);
    skeleton.fetch();
    opened = true;
  }

  Skeleton skeleton() {
    return skeleton;
  }

  /** Offsets are those of the file; what is not here reads as zeros. */
  MemorySegment mapping() {
    return file.mapping();
  }

  /** How many bytes the file has. */
  long size() {
    return size;
  }

  /** How often the file has been found to be another version of itself. */
  int changes() {
    return changes.get();
  }

  /** How far bytes are here for good from an offset on; that offset if none are. */
  long keptFrom(long offset) {
    return kept.endFrom(offset);
  }

  /** Whether all these bytes are here for good, as they were when the file was opened. */
  boolean areOfOpening(List<ByteRange> ranges) {
    return ranges.stream().allMatch(range -> kept.has(range) && !late.hasAnyOf(range));
  }

  /** Sees to it that bytes are here for good. */
  void keep(List<ByteRange> ranges) {
    ByteRanges wanted = new ByteRanges();
    ranges.forEach(range -> kept.missing(range).forEach(wanted::add));
    fetchToKeep(wanted.all());
  }

  /** Fetches bytes again that others may have changed, with what was appended since. */
  void keepAnew(long start, long bytes) {
    grow(Math.max(size, version.byteSize()));
    ByteRange range = new ByteRange(start, Math.min(size, start + bytes));
    fetchToKeep(List.of(range));
    grow(Math.max(size, version.byteSize()));
  }

  private void fetchToKeep(List<ByteRange> ranges) {
    http.fetch(
        ranges,
        answer -> {
          requireSame(answer);
          answer.parts().forEach(this::write);
        });
    if (opened && changes.get() > 0) {
      ranges.forEach(late::add);
    }
    ranges.forEach(kept::add);
  }

  /**
   * The mapping, in which bytes are there as long as it or a slice of it is reachable.
   *
   * @param ranges in ascending order
   * @throws MmapDictException if they cannot be had
   */
  MemorySegment fetch(List<ByteRange> ranges) {
    List<ByteRange> missing = missing(ranges);
    if (missing.isEmpty()) {
      return file.mapping();
    }
    Runnable release = cache.pin(missing);
    return file.pinned(release);
  }

  /** Begins to fetch bytes that are to be asked for soon, if there is room for them. */
  void fetchAhead(List<ByteRange> ranges) {
    List<ByteRange> missing = missing(ranges);
    if (!missing.isEmpty()) {
      cache.ahead(missing, ahead);
    }
  }

  private List<ByteRange> missing(List<ByteRange> ranges) {
    return ranges.stream().flatMap(range -> kept.missing(range).stream()).toList();
  }

  /** Fetches blocks of the cache. What is here for good stays as it is: it is of one moment. */
  private void fetchBlocks(List<ByteRange> ranges) {
    whileOpen(() -> {}); // nothing is asked for in vain
    List<ByteRange> inFile = new ArrayList<>();
    for (ByteRange range : ranges) {
      inFile.add(new ByteRange(range.start(), Math.min(size, range.end())));
    }
    http.fetch(
        inFile,
        answer -> {
          requireSame(answer);
          for (HttpAnswer.Part part : answer.parts()) {
            for (ByteRange gap : kept.missing(part.range())) {
              MemorySegment bytes =
                  part.bytes().asSlice(gap.start() - part.offset(), gap.byteSize());
              write(new HttpAnswer.Part(gap.start(), bytes));
            }
          }
        });
  }

  /** Gives the room of a block back, but for what is here for good. */
  private void drop(ByteRange block) {
    whileOpen(() -> kept.missing(block).forEach(gap -> file.release(gap.start(), gap.byteSize())));
  }

  /**
   * Refuses an entry that was switched off since the file was opened: a reclaim may have made holes
   * into it, which read as zeros. While the file is the version that was opened nothing is asked.
   */
  void requireLive(FileEntry entry) {
    if (changes.get() == 0) {
      return;
    }
    List<Long> offsets =
        entry.switched
            ? List.of(entry.switchOffset(), entry.validOffset())
            : List.of(entry.validOffset());
    http.fetch(
        offsets.stream().map(offset -> new ByteRange(offset, offset + 1)).toList(),
        answer -> {
          requireSame(answer);
          offsets.forEach(offset -> requireOn(entry, offset, answer));
        });
  }

  private void requireOn(FileEntry entry, long offset, HttpAnswer answer) {
    for (HttpAnswer.Part part : answer.parts()) {
      if (offset < part.range().start() || offset >= part.range().end()) {
        continue;
      }
      byte found = part.bytes().get(JAVA_BYTE, offset - part.offset());
      boolean isOn = offset == entry.validOffset() ? found != FileLayout.DEAD : found == Switch.ON;
      if (!isOn) {
        throw new MmapDictException(
            path,
            entry.key,
            entry.offset,
            "was removed or replaced at the server since the file was opened, and may be gone;"
                + " open it again",
            null);
      }
    }
  }

  /**
   * Refuses bytes of another file than that which was opened.
   *
   * @throws MmapDictException if it is another, or the same that was made shorter
   */
  private void requireSame(HttpAnswer answer) {
    if (!answer.version().equals(version)) {
      requireSameEpoch(answer.version());
    }
  }

  private synchronized void requireSameEpoch(Version found) {
    if (found.equals(version)) {
      return;
    }
    requireLength(found);
    if (found.byteSize() < size) {
      throw changed("it had " + size + " bytes, and has " + found.byteSize());
    }
    if (epochOffset == 0) {
      throw changed("mmapdict has never written to it, so nobody can tell what was changed");
    }
    HttpAnswer now = http.first(HEAD_BYTES);
    requireLength(now.version());
    MemorySegment head = now.parts().getFirst().bytes();
    long epoch = file.mapping().get(Little.LONG, epochOffset);
    if (epochOffset + Long.BYTES > head.byteSize()
        || now.version().byteSize() < size
        || !FileLayout.isHeader(FileLayout.headerOf(head))
        || head.get(Little.LONG, epochOffset) != epoch) {
      throw changed("its epoch was %016x, and another one stands there".formatted(epoch));
    }
    version = now.version();
    changes.incrementAndGet();
  }

  private void requireLength(Version found) {
    if (found.byteSize() == HttpAnswer.UNKNOWN) {
      throw new MmapDictException(
          path,
          "the server told how long the file is when it was opened, and does not any more, so"
              + " nobody can tell whether it is the same file; open it again");
    }
  }

  private MmapDictException changed(String what) {
    return new MmapDictException(
        path, "has changed at the server since it was opened: " + what + "; open it again");
  }

  private synchronized void grow(long bytes) {
    if (bytes > size) {
      file.write(bytes - 1, MemorySegment.ofArray(new byte[1]));
      file.ensureMapped(bytes);
      size = bytes;
    }
  }

  /** Waits for what is just written: nothing is written behind this. */
  void end() {
    writing.writeLock().lock();
    try {
      ended = true;
    } finally {
      writing.writeLock().unlock();
    }
    ahead.shutdownNow();
  }

  /** Does something with the file as long as it is open. */
  private void whileOpen(Runnable step) {
    writing.readLock().lock();
    try {
      if (ended) {
        throw new IllegalStateException(RemoteName.text(path) + " is closed");
      }
      step.run();
    } finally {
      writing.readLock().unlock();
    }
  }

  private void write(HttpAnswer.Part part) {
    whileOpen(() -> writeNow(part));
  }

  private void writeNow(HttpAnswer.Part part) {
    MemorySegment bytes = part.bytes();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(Math.min(WRITTEN_BYTES, bytes.byteSize()));
      for (long done = 0; done < bytes.byteSize(); ) {
        long count = Math.min(buffer.byteSize(), bytes.byteSize() - done);
        MemorySegment.copy(bytes, done, buffer, 0, count);
        file.write(part.offset() + done, buffer.asSlice(0, count));
        done += count;
      }
    } catch (NoSpaceException e) {
      throw new MmapDictException(
          path,
          null,
          part.offset(),
          "the temporary folder "
              + System.getProperty("java.io.tmpdir")
              + " has no room for what is read of it; name another one by -Djava.io.tmpdir",
          e);
    }
  }
}
