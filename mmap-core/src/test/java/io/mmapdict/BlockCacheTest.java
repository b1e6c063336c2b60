package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mmapdict.pickle.spi.ByteRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of blocks that do not come whole. */
class BlockCacheTest {
  private static final Path PATH = Path.of("/file");
  private static final List<ByteRange> TWO_BLOCKS =
      List.of(new ByteRange(10, BlockCache.BLOCK_BYTES + 10));

  private final List<ByteRange> dropped = new ArrayList<>();

  private BlockCache failing(Throwable why) {
    return new BlockCache(
        PATH,
        1 << 20,
        ranges -> {
          if (why instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) why;
        },
        dropped::add);
  }

  @Test
  void theRoomOfWhatDidNotComeWholeIsGivenBack() {
    IllegalStateException why = new IllegalStateException("half of it came");
    BlockCache cache = failing(why);
    assertSame(why, assertThrows(IllegalStateException.class, () -> cache.pin(TWO_BLOCKS)));
    long block = BlockCache.BLOCK_BYTES;
    assertEquals(List.of(new ByteRange(0, block), new ByteRange(block, 2 * block)), dropped);
  }

  @Test
  void anErrorIsThrownAsItIs() {
    StackOverflowError why = new StackOverflowError();
    BlockCache cache = failing(why);
    assertSame(why, assertThrows(StackOverflowError.class, () -> cache.pin(TWO_BLOCKS)));
  }

  /** As of a file that is closed while it is read. */
  @Test
  void whyItFailedIsToldWhereTheRoomCannotBeGivenBackEither() {
    IllegalStateException why = new IllegalStateException("half of it came");
    IllegalStateException closed = new IllegalStateException("is closed");
    BlockCache cache =
        new BlockCache(
            PATH,
            1 << 20,
            ranges -> {
              throw why;
            },
            range -> {
              throw closed;
            });
    assertSame(why, assertThrows(IllegalStateException.class, () -> cache.pin(TWO_BLOCKS)));
    assertSame(closed, why.getSuppressed()[0]);
  }

  private static List<ByteRange> blocks(int first, int count) {
    long block = BlockCache.BLOCK_BYTES;
    return List.of(new ByteRange(first * block, (first + count) * block));
  }

  private final List<ByteRange> fetched = new ArrayList<>();

  @Test
  void whatWasFetchedAheadIsNotFetchedAgain() {
    BlockCache cache = new BlockCache(PATH, 1 << 20, fetched::addAll, dropped::add);
    cache.ahead(blocks(3, 4), Runnable::run);
    cache.pin(blocks(2, 3)).run();
    assertEquals(List.of(blocks(3, 4).getFirst(), blocks(2, 1).getFirst()), fetched);
  }

  @Test
  void nothingThatSomebodyNeedsIsDroppedForWhatIsFetchedAhead() {
    BlockCache cache =
        new BlockCache(PATH, 6 * BlockCache.BLOCK_BYTES, fetched::addAll, dropped::add);
    cache.pin(blocks(0, 1)).run(); // it may go
    Runnable release = cache.pin(blocks(1, 2));
    cache.ahead(blocks(3, 3), Runnable::run);
    fetched.clear();
    cache.ahead(blocks(6, 2), Runnable::run); // all of it or nothing
    assertEquals(List.of(), fetched);
    assertEquals(List.of(), dropped);
    cache.ahead(blocks(6, 1), Runnable::run);
    assertEquals(blocks(6, 1), fetched);
    assertEquals(blocks(0, 1), dropped);
    release.run();
    cache.pin(blocks(10, 6)).run(); // what nobody has asked for yet may go where it must
    assertEquals(7, dropped.size());
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whatDidNotComeAheadIsFetchedByWhoAsksForIt() {
    IllegalStateException why = new IllegalStateException("the line was cut");
    List<RuntimeException> faults = new ArrayList<>(List.of(why));
    BlockCache cache =
        new BlockCache(
            PATH,
            1 << 20,
            ranges -> {
              if (!faults.isEmpty()) {
                throw faults.removeLast();
              }
              fetched.addAll(ranges);
            },
            dropped::add);
    cache.ahead(TWO_BLOCKS, Runnable::run);
    assertEquals(2, dropped.size());
    cache.pin(TWO_BLOCKS).run();
    assertEquals(blocks(0, 2), fetched);
    cache.ahead(
        blocks(5, 2),
        step -> {
          throw new RejectedExecutionException("closed");
        });
    cache.pin(blocks(5, 2)).run();
    assertEquals(blocks(5, 2).getFirst(), fetched.getLast());
  }
}
