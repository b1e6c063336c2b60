package io.mmapdict.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import io.mmapdict.EntryInfo;
import io.mmapdict.MmapDict;
import io.mmapdict.MmapDictException;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.testkit.OddServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** While a piece of an array is looked at, those that follow are on their way. */
@ResourceLock(value = ServedFile.CACHE, mode = ResourceAccessMode.READ)
class ReadAheadTest {
  private static final int PIECE = 8 << 20;
  private static final int PIECES = 5;
  private static final int BLOCK = 1 << 14;
  private static final long WAIT_SECONDS = 30;

  @TempDir Path folder;
  private final NDArray local = ServedFile.counted(PIECES, 2, PIECE / 8);
  private long start;
  private OddServer server;

  /** How far into the array the server was asked for it. */
  private final AtomicLong reached = new AtomicLong();

  @BeforeEach
  void serve() throws Exception {
    Path path = folder.resolve("cube");
    try (MmapDict dict = MmapDict.open(path)) {
      dict.set("cube", local);
      dict.set("next", ServedFile.counted(2, PIECE / 4)); // what read-ahead must not run into
      EntryInfo entry =
          dict.entries().stream()
              .filter(each -> each.key().equals("cube"))
              .findFirst()
              .orElseThrow();
      start = entry.valueOffset() + entry.valueLength() - local.byteSize();
    }
    server = new OddServer(Files.readAllBytes(path));
  }

  @AfterEach
  void end() {
    server.close();
  }

  private MmapDict open() {
    MmapDict remote = MmapDict.open(server.uri());
    remote.get("cube");
    server.setOddity(this::noted);
    return remote;
  }

  private boolean noted(int number, HttpExchange exchange) {
    for (OddServer.Asked asked : OddServer.asked(exchange)) {
      reached.accumulateAndGet(asked.end() - start, Math::max);
    }
    return false;
  }

  /** Waits until the server was asked for a byte of the array. */
  private void awaitRequestFor(long offset) {
    long give = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (reached.get() <= offset) {
      assertTrue(System.nanoTime() < give, () -> "asked for " + reached + " bytes only");
      OddServer.hold(Duration.ofMillis(1));
    }
  }

  @Test
  void whileAPieceIsLookedAtTheNextOnesAreFetched() {
    AtomicInteger pieces = new AtomicInteger();
    try (MmapDict remote = open()) {
      remote
          .get("cube", NDArray.class)
          .forEachChunk(
              Order.C,
              piece -> {
                assertEquals(PIECE, piece.byteSize());
                long now = pieces.incrementAndGet();
                awaitRequestFor(Math.min(local.byteSize(), (now + 1) * PIECE) - 1);
                OddServer.hold(Duration.ofMillis(200)); // time to ask for too much
                long most = Math.min(local.byteSize(), (now + 2) * PIECE) + BLOCK;
                assertTrue(reached.get() <= most, () -> reached + " bytes in piece " + now);
              });
    }
    assertEquals(PIECES, pieces.get());
  }

  @Test
  void whoStopsGetsNoMore() {
    IllegalStateException enough = new IllegalStateException("enough");
    try (MmapDict remote = open()) {
      NDArray cube = remote.get("cube", NDArray.class);
      assertSame(
          enough,
          assertThrows(
              IllegalStateException.class,
              () ->
                  cube.forEachChunk(
                      Order.C,
                      piece -> {
                        throw enough;
                      })));
      OddServer.hold(Duration.ofMillis(300));
      assertTrue(reached.get() <= 3 * PIECE + BLOCK, reached + " bytes");
      assertEquals(local, cube); // and what came is not in the way
    }
  }

  /** The third piece cannot be had; that is said when its turn comes. */
  @Test
  void whatCannotBeFetchedIsToldInItsTurn() {
    AtomicInteger pieces = new AtomicInteger();
    try (MmapDict remote = open()) {
      server.setOddity(this::failingFromTheThird);
      MmapDictException failed =
          assertThrows(
              MmapDictException.class,
              () ->
                  remote
                      .get("cube", NDArray.class)
                      .forEachChunk(
                          Order.C,
                          piece -> {
                            if (pieces.incrementAndGet() == 1) {
                              awaitRequestFor(2L * PIECE);
                            }
                          }));
      assertTrue(failed.getMessage().contains("no such file (404)"), failed::getMessage);
      assertTrue(failed.offset() >= start + 2L * PIECE - BLOCK, failed::getMessage);
      assertEquals(2, pieces.get());
    }
  }

  private boolean failingFromTheThird(int number, HttpExchange exchange) throws IOException {
    noted(number, exchange);
    boolean fails = OddServer.asked(exchange).getFirst().start() >= start + 2L * PIECE - BLOCK;
    if (fails) {
      exchange.sendResponseHeaders(404, -1);
    }
    return fails;
  }

  /** Of what failed ahead nothing is remembered. */
  @Test
  void whatFailedAheadAndCanBeHadByThenIsThere() {
    try (MmapDict remote = open()) {
      server.setOddity(this::failingFromTheThird);
      NDArray copy = NDArray.zeros(local.dtype(), local.shape().toArray());
      AtomicLong at = new AtomicLong();
      remote
          .get("cube", NDArray.class)
          .forEachChunk(
              Order.C,
              piece -> {
                if (at.get() == 0) {
                  awaitRequestFor(2L * PIECE);
                  OddServer.hold(Duration.ofMillis(300));
                  server.setOddity(this::noted);
                }
                copy.asSegment().asSlice(at.getAndAdd(piece.byteSize())).copyFrom(piece);
              });
      assertEquals(local, copy);
    }
  }

  @Test
  void elementsThatFollowOneAnotherAreFetchedAheadToo() {
    try (MmapDict remote = open()) {
      NDArray cube = remote.get("cube", NDArray.class).reshape(PIECES * PIECE / 4);
      for (int i = 0; i < 50_000; i++) { // 200,000 bytes: in parts of 64, 128 and 256 KiB
        assertEquals(i + 1, cube.at(i).getInt());
      }
      awaitRequestFor(500 << 10);
    }
  }

  /** Of a view in the middle of an array. */
  @Test
  void elementsBehindTheViewAreNotFetchedAhead() {
    try (MmapDict remote = open()) {
      NDArray view =
          remote.get("cube", NDArray.class).reshape(PIECES * PIECE / 4).slice(0, 0, 120_000);
      for (int i = 0; i < 120_000; i++) {
        assertEquals(i + 1, view.at(i).getInt());
      }
      OddServer.hold(Duration.ofMillis(300));
      assertTrue(reached.get() <= 512 << 10, reached + " bytes");
    }
  }

  /** With requests on their way, which fail and would be made again. */
  @Test
  void whoClosesTheFileEndsIt() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    MmapDict remote = open();
    NDArray cube = remote.get("cube", NDArray.class);
    server.setOddity((number, exchange) -> {
      boolean isAhead = OddServer.asked(exchange).getFirst().start() > start + PIECE;
      if (isAhead) {
        asked.countDown();
        await(closed);
        exchange.sendResponseHeaders(503, -1);
      }
      return isAhead;
    });
    FutureTask<IllegalStateException> reading =
        new FutureTask<>(() ->
            assertThrows(
                IllegalStateException.class,
                () -> cube.forEachChunk(Order.C, piece -> await(closed))));
    Thread.ofPlatform().start(reading);
    assertTrue(asked.await(WAIT_SECONDS, TimeUnit.SECONDS));
    remote.close();
    OddServer.hold(Duration.ofMillis(200)); // for requests that are on their way
    int requests = server.requests();
    closed.countDown();
    assertTrue(reading.get().getMessage().contains("closed"), () -> reading.resultNow().toString());
    OddServer.hold(Duration.ofSeconds(1));
    assertEquals(requests, server.requests());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
