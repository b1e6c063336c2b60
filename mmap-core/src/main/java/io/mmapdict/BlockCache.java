package io.mmapdict;

import io.mmapdict.pickle.spi.ByteRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which blocks of a file on another machine are here, and which of them are in use. Where there are
 * too many, those go that were not used for the longest time and are not in use: nobody sees bytes
 * vanish. What is in use by objects that nobody reaches any more only the garbage collector knows,
 * so it is called before anyone is refused. Safe for use by many threads.
 */
final class BlockCache {
  static final int BLOCK_BYTES = 1 << 14;

  private static final int MOST_LOOKS = 100;
  private static final int LOOKS_PER_COLLECTION = 25;
  private static final long PAUSE_NANOS = 20_000_000;

  /** How often to fetch anew what another thread could not fetch. */
  private static final int MOST_TRIES = 3;

  private final Path path;
  private final long mostBlocks;
  private final Consumer<List<ByteRange>> fetch;
  private final Consumer<ByteRange> drop;

  /** From the one that was not used for the longest time on. */
  private final Map<Long, Block> blocks = new LinkedHashMap<>(16, 0.75f, true);

  private static final class Block {
    private int pins;

    /** Whether it was fetched ahead, and nobody has asked for it yet. */
    private boolean isUnread;

    private @Nullable CompletableFuture<Boolean> coming = new CompletableFuture<>();
  }

  /**
   * A cache of nothing.
   *
   * @param fetch fetches ranges, in ascending order
   * @param drop gives the room of one back
   */
  BlockCache(Path path, long mostBytes, Consumer<List<ByteRange>> fetch, Consumer<ByteRange> drop) {
    this.path = path;
    this.mostBlocks = Math.max(1, mostBytes / BLOCK_BYTES);
    this.fetch = fetch;
    this.drop = drop;
  }

  /** Where the block of a byte ends. */
  static long blockEnd(long offset) {
    return (offset / BLOCK_BYTES + 1) * BLOCK_BYTES;
  }

  /**
   * Sees to it that bytes are here, and stay.
   *
   * @return lets them go; to be run once
   * @throws MmapDictException if they cannot be fetched, or too many are in use
   */
  Runnable pin(List<ByteRange> ranges) {
    Set<Long> numbers = numbers(ranges);
    if (numbers.size() > mostBlocks) {
      throw tooMany(ranges);
    }
    for (int tried = 1; ; tried++) {
      Pins pins = taken(numbers, ranges);
      try {
        pins.await();
        return pins::release;
      } catch (CompletionException e) {
        pins.release();
        if (tried >= MOST_TRIES) {
          throw thrown(e);
        }
      } catch (RuntimeException | Error e) {
        pins.release();
        throw e;
      }
    }
  }

  /** Their blocks; where there are more than may be kept, only some more than that. */
  private Set<Long> numbers(List<ByteRange> ranges) {
    Set<Long> numbers = new TreeSet<>();
    for (ByteRange range : ranges) {
      long at = range.start() / BLOCK_BYTES;
      while (at * BLOCK_BYTES < range.end() && numbers.size() <= mostBlocks) {
        numbers.add(at++);
      }
    }
    return numbers;
  }

  /**
   * Begins to fetch bytes that are to be pinned soon, all of them or none: where there is no room
   * but that of what is in use, or was fetched ahead itself and not pinned yet, nothing is done.
   * Who pins them waits for what is still to come, and fetches anew what did not.
   */
  void ahead(List<ByteRange> ranges, Executor threads) {
    Set<Long> numbers = numbers(ranges);
    Pins pins = new Pins();
    synchronized (blocks) {
      numbers.removeAll(blocks.keySet());
      if (numbers.isEmpty() || !makeRoom(numbers, true)) {
        return;
      }
      numbers.forEach(pins::add);
      pins.own.values().forEach(block -> block.isUnread = true);
    }
    try {
      threads.execute(pins::fetchAhead);
    } catch (RejectedExecutionException closed) {
      pins.failed(closed);
    }
  }

  /** What another thread has failed with. */
  private static RuntimeException thrown(CompletionException e) {
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    return e.getCause() instanceof RuntimeException cause ? cause : e;
  }

  /** Blocks in use by one caller. */
  private final class Pins {
    private final List<Block> all = new ArrayList<>();
    private final Map<Long, Block> own = new LinkedHashMap<>();
    private final List<CompletableFuture<Boolean>> others = new ArrayList<>();

    private void add(long number) {
      Block block = blocks.get(number);
      if (block == null) {
        block = new Block();
        blocks.put(number, block);
        own.put(number, block);
      } else if (block.coming != null) {
        others.add(block.coming);
      }
      block.pins++;
      block.isUnread = false;
      all.add(block);
    }

    private void fetchAhead() {
      try {
        fetchOwn();
      } catch (RuntimeException e) {
        // told to those who wait for it; who comes later fetches it, and is told by that
      } finally {
        release();
      }
    }

    /** Fetches those that nobody has fetched, and waits for those that others fetch just now. */
    private void await() {
      if (!own.isEmpty()) {
        fetchOwn();
      }
      others.forEach(CompletableFuture::join);
    }

    private void fetchOwn() {
      try {
        fetch.accept(ranges(own.keySet()));
        arrived();
      } catch (RuntimeException | Error e) {
        failed(e);
        throw e;
      }
    }

    private void arrived() {
      synchronized (blocks) {
        own.values().forEach(block -> coming(block).complete(true));
        own.values().forEach(block -> block.coming = null);
      }
    }

    /** Some of them may have come, and take room that nobody counts any more. */
    private void failed(Throwable e) {
      synchronized (blocks) {
        own.keySet().forEach(blocks::remove);
        own.values().forEach(block -> coming(block).completeExceptionally(e));
        try {
          own.keySet().forEach(number -> drop.accept(range(number)));
        } catch (RuntimeException closed) {
          e.addSuppressed(closed);
        }
      }
    }

    private CompletableFuture<Boolean> coming(Block block) {
      return Objects.requireNonNull(block.coming);
    }

    private void release() {
      synchronized (blocks) {
        all.forEach(block -> block.pins--);
        all.clear();
      }
    }
  }

  private Pins taken(Set<Long> numbers, List<ByteRange> ranges) {
    for (int look = 0; look < MOST_LOOKS; look++) {
      synchronized (blocks) {
        numbers.forEach(blocks::get); // they are used: not the ones to be dropped
        if (makeRoom(numbers, false)) {
          Pins pins = new Pins();
          numbers.forEach(pins::add);
          return pins;
        }
      }
      if (look % LOOKS_PER_COLLECTION == 0) {
        System.gc();
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    throw tooMany(ranges);
  }

  /** Drops what was not used for the longest time, if that is enough; else nothing. */
  private boolean makeRoom(Set<Long> wanted, boolean spareUnread) {
    long absent = wanted.stream().filter(number -> !blocks.containsKey(number)).count();
    long tooMany = Math.max(0, blocks.size() + absent - mostBlocks);
    List<Long> going =
        blocks.entrySet().stream()
            .filter(each -> each.getValue().pins == 0 && !wanted.contains(each.getKey()))
            .filter(each -> !(spareUnread && each.getValue().isUnread))
            .limit(tooMany)
            .map(Map.Entry::getKey)
            .toList();
    if (going.size() < tooMany) {
      return false;
    }
    for (long number : going) {
      drop.accept(range(number));
      blocks.remove(number);
    }
    return true;
  }

  private static List<ByteRange> ranges(Iterable<Long> numbers) {
    ByteRanges ranges = new ByteRanges();
    numbers.forEach(number -> ranges.add(range(number)));
    return ranges.all();
  }

  private static ByteRange range(long number) {
    return new ByteRange(number * BLOCK_BYTES, (number + 1) * BLOCK_BYTES);
  }

  private MmapDictException tooMany(List<ByteRange> ranges) {
    long bytes = ranges.stream().mapToLong(ByteRange::byteSize).sum();
    return new MmapDictException(
        path,
        null,
        ranges.getFirst().start(),
        "%d bytes more of it are wanted at once, and with what is in use these are more than the"
                .formatted(bytes)
            + " %d MiB that are kept; take smaller slices, let go of arrays, or allow more by -D%s"
                .formatted((mostBlocks * BLOCK_BYTES) >> 20, RemoteFile.CACHE_PROPERTY),
        null);
  }
}
