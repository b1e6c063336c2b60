package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mmapdict.pickle.spi.ByteRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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
}
