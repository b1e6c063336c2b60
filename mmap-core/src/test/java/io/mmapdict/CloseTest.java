package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.pickle.spi.ByteSlice;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Closing while others use the map: what they use must not be taken from under them. */
@Timeout(60)
class CloseTest {
  private static final int LARGE = 4 << 20;

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = folder.resolve("file.mmdpickle");
  }

  /** Else its next part would go to whatever file gets the descriptor's number. */
  @Test
  void aLargePutIsEndedFirst() throws Exception {
    MmapDict dict = MmapDict.open(file);
    dict.set("key", "old");
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CompletableFuture<Void> put =
        CompletableFuture.runAsync(() ->
            dict.set(
                "key",
                new HoleCodec.Late(
                    LARGE,
                    () -> {
                      begun.countDown();
                      await(goOn);
                    })));
    begun.await();
    Thread close = Thread.ofPlatform().start(dict::close);
    try {
      awaitPause(close);
    } finally {
      goOn.countDown();
    }
    Throwable why = assertThrows(ExecutionException.class, put::get).getCause();
    assertInstanceOf(IllegalStateException.class, why);
    assertTrue(why.getMessage().contains("is closed"), why.getMessage());
    close.join();
    assertEquals(Map.of("'key'", "'old'"), Oracle.load(file));
    try (MmapDict again = MmapDict.open(file, OpenMode.READ_ONLY)) {
      EntryInfo given = again.entries().getLast();
      assertEquals("key", given.key());
      byte[] all = Files.readAllBytes(file);
      int memoMax = (int) (given.offset() + given.length()) - FileLayout.MEMO_MAX_FROM_END;
      assertEquals(0, all[memoMax + 3] >> 7, "the entry is still said to be written");
    }
  }

  /** The first writes the index: the second must not close the file under it. */
  @Test
  void twoThreadsMayCloseAtOnce() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Consumer<String> atTheIndex =
        step -> {
          if (step.equals("allocate")) {
            begun.countDown();
            await(goOn);
          }
        };
    MmapDict dict =
        OpenFiles.dict(
            file,
            OpenMode.CREATE,
            Durability.PROCESS,
            store -> WatchedStore.before(store, atTheIndex),
            FileHandle.USUAL_RANGE_BYTES);
    for (int i = 0; i < 2 * IndexKeeper.LEAST_FRAMES; i++) {
      dict.set("key" + i, i);
    }
    CompletableFuture<Void> first = CompletableFuture.runAsync(dict::close);
    begun.await();
    Thread second = Thread.ofPlatform().start(dict::close);
    while (second.isAlive() && second.getState() != Thread.State.BLOCKED) {
      Thread.sleep(1);
    }
    goOn.countDown();
    first.get();
    second.join();
  }

  /** Of a large value it would wait for itself, of a small one it holds the file lock. */
  @ParameterizedTest
  @ValueSource(longs = {LARGE, 10})
  void aPayloadCannotCloseItsFile(long bytes) {
    try (MmapDict dict = MmapDict.open(file)) {
      HoleCodec.Late late = new HoleCodec.Late(bytes, dict::close);
      IllegalStateException e =
          assertThrows(IllegalStateException.class, () -> dict.set("key", late));
      assertTrue(e.getMessage().contains("by the payload"), e.getMessage());
      assertNull(dict.get("key"));
      dict.set("key", "the map goes on");
    }
  }

  /** Neither the listeners nor the way to the file that a vacuum puts in the place of this one. */
  @Test
  void aRefusedCloseClosesNothing() throws Exception {
    try (MmapDict dict = MmapDict.open(file)) {
      BlockingQueue<Integer> told = new LinkedBlockingQueue<>();
      dict.onChange(told::add);
      HoleCodec.Late late = new HoleCodec.Late(LARGE, dict::close);
      assertThrows(IllegalStateException.class, () -> dict.set("key", late));
      dict.set("key", "the map goes on");
      int last = dict.commitNumber();
      assertEquals(last, dict.awaitCommit(last, Duration.ofMillis(1)));
      while (told.take() != last) {
        // of a change before this one
      }
      dict.vacuum();
      assertEquals("the map goes on", dict.get("key"));
    }
  }

  /** A pipe that nobody reads from keeps the system call waiting that writes a value of the map. */
  @Test
  void aSystemCallThatReadsAValueIsWaitedFor() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    MmapDict dict = MmapDict.open(file);
    dict.set("key", new HoleCodec.Hole(LARGE));
    ByteSlice value = assertInstanceOf(ByteSlice.class, dict.get("key"));
    CompletableFuture<Long> written =
        CompletableFuture.supplyAsync(() -> {
          try (FileChannel out = FileChannel.open(pipe, StandardOpenOption.WRITE)) {
            return (long) out.write(value.segment().asByteBuffer());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    try (InputStream in = Files.newInputStream(pipe)) {
      assertEquals(0, in.read());
      Thread close = Thread.ofPlatform().start(dict::close);
      awaitPause(close);
      assertEquals(LARGE - 1, in.readAllBytes().length);
      assertEquals(LARGE, written.get());
      close.join();
    }
    assertThrows(IllegalStateException.class, () -> dict.get("key"));
  }

  /** Until a thread waits for somebody; it is not to end before. */
  private static void awaitPause(Thread thread) throws InterruptedException {
    while (thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TIMED_WAITING) {
      assertTrue(thread.isAlive(), "closed while the map was in use");
      Thread.sleep(1);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
