package io.mmapdict.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.MmapDictException;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What is kept of a file on a server, for whom, and until when. */
@ResourceLock(ServedFile.CACHE)
class RemoteLifetimeTest {
  @TempDir Path folder;
  private ServedFile served;

  @BeforeEach
  void serve() throws Exception {
    served = new ServedFile(folder);
  }

  @AfterEach
  void end() throws Exception {
    System.clearProperty(ServedFile.CACHE);
    served.close();
  }

  @Test
  void whatIsKeptHasALimitAndNothingInUseIsDropped() throws Exception {
    NDArray local = ServedFile.counted(48, 512, 512); // 48 MiB
    served.put("cube", local);
    System.setProperty(ServedFile.CACHE, "12");
    try (MmapDict remote = served.open()) {
      NDArray cube = remote.get("cube", NDArray.class);
      NDArray held = cube.select(0, 0);
      MemorySegment segment = held.asSegment();
      for (int i = 1; i < 48; i++) { // more than may be kept, one after the other
        assertEquals(local.select(0, i), cube.select(0, i), "plane " + i);
      }
      assertEquals(local.select(0, 0), held);
      assertEquals(-1, segment.mismatch(local.select(0, 0).asSegment()));
      MmapDictException tooMany = assertThrows(MmapDictException.class, cube::copy);
      assertTrue(tooMany.getMessage().contains("-D" + ServedFile.CACHE), tooMany::getMessage);
      List<NDArray> all = new ArrayList<>();
      assertThrows(
          MmapDictException.class,
          () -> {
            for (int i = 1; i < 48; i++) {
              all.add(cube.select(0, i));
              all.getLast().asSegment();
            }
          });
      for (int i = 0; i < all.size() - 1; i++) {
        assertEquals(local.select(0, i + 1), all.get(i));
      }
      all.clear();
      assertEquals(local.select(0, 47), cube.select(0, 47));
      assertEquals(ServedFile.chunks(local, Order.C), ServedFile.chunks(cube, Order.C));
      assertEquals(
          ServedFile.chunks(local.reshape(6, 1 << 21), Order.FORTRAN),
          ServedFile.chunks(cube.reshape(6, 1 << 21), Order.FORTRAN));
    }
  }

  @Test
  void theyEndWithTheMap() throws Exception {
    served.put("cube", ServedFile.counted(4, 512, 512));
    NDArray never;
    NDArray fetched;
    try (MmapDict remote = served.open()) {
      never = remote.get("cube", NDArray.class);
      fetched = remote.get("cube", NDArray.class).select(0, 1);
      assertTrue(fetched.isAlive() && never.isAlive());
      assertTrue(fetched.isReadOnly());
      assertThrows(UnsupportedOperationException.class, () -> never.at(0, 0, 0).setInt(1));
      assertNotNull(fetched.copy());
    }
    assertFalse(never.isAlive());
    assertThrows(IllegalStateException.class, () -> fetched.at(0, 0).getInt());
    assertThrows(IllegalStateException.class, fetched::sum);
    assertThrows(IllegalStateException.class, never::sum);
  }

  /** What comes behind the end of the map is written nowhere, least of all into another file. */
  @Test
  void theyMayBeClosedWhileTheyAreFetched() throws Exception {
    served.put("cube", ServedFile.counted(64, 512, 512));
    for (int round = 0; round < 10; round++) {
      MmapDict remote = served.open();
      NDArray cube = remote.get("cube", NDArray.class);
      CompletableFuture<Double> sum = CompletableFuture.supplyAsync(cube::sum);
      Thread.sleep(round * 10L);
      remote.close();
      try {
        assertEquals(ServedFile.counted(64, 512, 512).sum(), sum.get());
      } catch (ExecutionException e) {
        assertInstanceOf(IllegalStateException.class, e.getCause());
      }
    }
  }

  /** Java's HTTP client would end its requests there, behind those who wait for them. */
  @Test
  void allOfJavasCommonPoolMayReadAtOnce() throws Exception {
    NDArray local = ServedFile.counted(8, 512, 512);
    served.put("cube", local);
    List<CompletableFuture<Double>> sums = new ArrayList<>();
    try (MmapDict remote = served.open()) {
      for (int i = 0; i < ForkJoinPool.getCommonPoolParallelism() + 2; i++) {
        int plane = i % 8;
        sums.add(
            CompletableFuture.supplyAsync(
                () -> remote.get("cube", NDArray.class).slice(0, plane, 8).sum()));
      }
      for (int i = 0; i < sums.size(); i++) {
        assertEquals(local.slice(0, i % 8, 8).sum(), sums.get(i).get(100, TimeUnit.SECONDS));
      }
    }
  }

  @Test
  void manyThreadsReadAtOnce() throws Exception {
    NDArray local = ServedFile.counted(32, 256, 512); // half a MiB each
    served.put("cube", local);
    System.setProperty(ServedFile.CACHE, "8");
    try (MmapDict remote = served.open()) {
      List<Integer> wrong =
          IntStream.range(0, 400)
              .parallel()
              .filter(i ->
                  !local
                      .select(0, i * 7 % 32)
                      .equals(remote.get("cube", NDArray.class).select(0, i * 7 % 32)))
              .boxed()
              .toList();
      assertEquals(List.of(), wrong);
    }
  }
}
