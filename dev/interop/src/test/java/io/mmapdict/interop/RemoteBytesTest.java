package io.mmapdict.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.EntryInfo;
import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.testkit.Nginx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** How much of a file behind a real nginx comes for what is asked. */
@ResourceLock(value = ServedFile.CACHE, mode = ResourceAccessMode.READ)
class RemoteBytesTest {
  @TempDir Path folder;
  private ServedFile served;

  @BeforeEach
  void serve() throws Exception {
    served = new ServedFile(folder);
  }

  @AfterEach
  void end() throws Exception {
    served.close();
  }

  @Test
  void aSliceTakesItsBytesOnly() throws Exception {
    served.put("cube", ServedFile.counted(64, 512, 512)); // 64 MiB, one for each first index
    try (MmapDict remote = served.open()) {
      NDArray cube = remote.get("cube", NDArray.class);
      assertArrayEquals(new long[] {64, 512, 512}, cube.shape().toArray());
      served.requests();
      NDArray slice = cube.select(0, 17);
      assertEquals(17 * 512 * 512 + 1, slice.at(0, 0).getInt());
      assertEquals(ServedFile.counted(64, 512, 512).select(0, 17), slice);
      List<Nginx.Request> requests = served.requests();
      long bytes = requests.stream().mapToLong(Nginx.Request::bytes).sum();
      assertTrue(bytes >= ServedFile.MIB && bytes <= 1.2 * ServedFile.MIB, bytes + " bytes");
    }
  }

  /** From opening on: keys, head of the array and the slice. */
  @Test
  void allInAllASliceTakesLittleMore() throws Exception {
    served.put("cube", ServedFile.counted(64, 512, 512));
    try (MmapDict remote = served.open()) {
      remote.get("cube", NDArray.class).select(0, 17).copy();
    }
    long bytes = served.bytesFetched();
    assertTrue(bytes <= 1.2 * ServedFile.MIB, bytes + " bytes");
  }

  @Test
  void whatWasFetchedIsNotFetchedAgain() throws Exception {
    served.put("cube", ServedFile.counted(4, 512, 512));
    try (MmapDict remote = served.open()) {
      NDArray cube = remote.get("cube", NDArray.class);
      double sum = cube.sum();
      served.requests();
      assertEquals(sum, remote.get("cube", NDArray.class).sum());
      assertEquals(2, cube.at(0, 0, 1).getInt());
      assertEquals(List.of(), served.requests());
    }
  }

  @Test
  void describingArraysFetchesNoneOfThem() throws Exception {
    try (MmapDict dict = MmapDict.open(served.path())) {
      for (int i = 0; i < 200; i++) {
        dict.set("frame" + i, ServedFile.counted(1, 512, 512));
      }
    }
    try (MmapDict remote = served.open()) {
      assertEquals(200, remote.entries().stream().filter(EntryInfo::live).count());
      for (String key : remote.keySet()) {
        assertEquals("int32", remote.get(key, NDArray.class).dtype().toString());
      }
      List<Nginx.Request> requests = served.requests();
      assertTrue(requests.size() <= 20, requests.size() + " requests");
      assertTrue(
          requests.stream().mapToLong(Nginx.Request::bytes).sum()
              < Files.size(served.path()) / 100);
    }
  }
}
