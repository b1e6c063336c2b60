package io.mmapdict.interop;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.ArrayForm;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.testkit.EachPython;
import io.mmapdict.testkit.LineProcess;
import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Seed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** mmappickle (its rules: {@code mmappickle_rules.py}) beside us on one file. */
class PeersTest {
  private static final int OPERATIONS = 400;

  @TempDir private Path scratch;

  @Test
  void manyProcessesOfBothKindsLoseNothing() throws Exception {
    Path file = scratch.resolve("shared.mmdpickle");
    MmapDict.open(file).close();
    stress(file, Seed.next("manyProcessesOfBothKindsLoseNothing"));
  }

  @Test
  void aFileThatMmappickleMadeIsSharedLikewise() throws Exception {
    Path file = scratch.resolve("theirs.mmdpickle");
    Scripts.run(Python.any(), "peer_once", "create", file);
    stress(file, Seed.next("aFileThatMmappickleMadeIsSharedLikewise"));
  }

  private static void stress(Path file, long seed) throws Exception {
    List<PeerProcess> peers = new ArrayList<>();
    try {
      for (Python python : Python.all()) {
        String owner = "python" + peers.size() + "-";
        peers.add(
            new PeerProcess(
                Scripts.start(python, "peer", file, owner, seed + peers.size(), OPERATIONS)));
      }
      peers.add(
          new PeerProcess(
              Scripts.start(Python.any(), "peer", file, "python-", seed - 1, OPERATIONS)));
      for (int i = 0; i < 2; i++) {
        String owner = "java" + i + "-";
        peers.add(
            new PeerProcess(
                Jvm.of(JavaPeer.class, file, owner, seed - 10L * i, OPERATIONS, 2).start()));
      }
      for (PeerProcess peer : peers) {
        peer.awaitReady();
      }
      for (PeerProcess peer : peers) {
        peer.go();
      }
      for (PeerProcess peer : peers) {
        peer.awaitDone();
      }
      assertNothingLost(file, peers);
    } finally {
      peers.forEach(PeerProcess::close);
    }
  }

  private static void assertNothingLost(Path file, List<PeerProcess> peers) throws Exception {
    Map<String, Integer> own = new TreeMap<>();
    for (PeerProcess peer : peers) {
      peer.last()
          .forEach((key, number) -> {
            if (!key.startsWith("shared/") && number != null) {
              own.put(key, number);
            }
          });
    }
    Map<String, Integer> found = new TreeMap<>();
    Map<String, List<?>> shared = new HashMap<>();
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      dict.forEach((key, value) -> {
        int number = JavaPeer.numberOf(key, value);
        if (key.startsWith("shared/")) {
          shared.put(key, (List<?>) value);
        } else {
          found.put(key, number);
        }
      });
    }
    assertEquals(own, found);
    for (Map.Entry<String, List<?>> entry : shared.entrySet()) {
      assertTrue(
          peers.stream().anyMatch(peer -> isLastOf(peer, entry.getKey(), entry.getValue())),
          entry + " is nobody's last word");
    }
    assertEquals(4, shared.size());
    List<String> keys = new ArrayList<>(own.keySet());
    keys.addAll(shared.keySet());
    keys.sort(null);
    for (PeerProcess peer : peers) {
      assertEquals(keys, peer.keys());
    }
    for (Python python : Python.all()) {
      Scripts.run(python, "peer_once", "check", file, keys.size());
    }
  }

  private static boolean isLastOf(PeerProcess peer, String key, List<?> value) {
    Integer number = peer.last().get(key + " " + value.get(0));
    return number != null && value.get(1).equals(number.longValue());
  }

  @EachPython
  void aPeerWithAStaleIndexGoesOn(Python python) throws IOException {
    Path file = scratch.resolve("stale.mmdpickle");
    Scripts.run(python, "peer_once", "create", file);
    try (LineProcess stale = new LineProcess(Scripts.start(python, "peer_once", "stale", file));
        MmapDict dict = MmapDict.open(file, OpenMode.READ_WRITE)) {
      stale.expect("index cached");
      for (int i = 0; i < 50; i++) {
        dict.put("java/" + i, List.of((long) i, "x".repeat(i)));
      }
      assertEquals("put", stale.ask("go"));
      assertEquals(7L, dict.get("peer"));
      dict.put("last", 1L);
      assertEquals(52, dict.size());
      for (int i = 0; i < 50; i++) {
        assertEquals(List.of((long) i, "x".repeat(i)), dict.get("java/" + i));
      }
    }
    Scripts.run(python, "peer_once", "check_stale", file);
  }

  @EachPython
  void eachMapsTheOthersArrays(Python python) {
    Path file = scratch.resolve("mapped.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      NDArray ours = NDArray.of(new int[] {1, 2, 3, 4, 5, 6}, 2, 3).as(ArrayForm.MMAPPICKLE);
      dict.put("ours", ours);
      NDArray large = NDArray.zeros(DType.FLOAT64, 1 << 9, 1 << 9).as(ArrayForm.MMAPPICKLE);
      dict.put("large", large);
      NDArray mask = NDArray.zeros(DType.BOOL, 1 << 9, 1 << 9);
      dict.put("large masked", MaskedArray.of(large, mask).as(ArrayForm.MMAPPICKLE));
      NDArray mapped = requireNonNull(dict.get("ours", NDArray.class));
      // Sets ours[1, 2] through its memmap, and puts theirs = [0.5, 1.5].
      Scripts.run(python, "peer_once", "map_ours", file);
      assertEquals(42, mapped.at(1, 2).getInt());
      NDArray theirs = requireNonNull(dict.get("theirs", NDArray.class));
      assertEquals(1.5, theirs.at(1).getDouble());
      theirs.at(0).setDouble(-2.5);
      Scripts.run(python, "peer_once", "read_theirs", file);
    }
  }

  @EachPython
  void aConstructorThatTakesNoLockDoesNoHarm(Python python) throws Exception {
    Path file = scratch.resolve("constructed.mmdpickle");
    MmapDict.open(file).close();
    int puts = 3_000;
    try (LineProcess opener =
            new LineProcess(Scripts.start(python, "peer_once", "keep_opening", file));
        MmapDict dict = MmapDict.open(file)) {
      opener.expect("opening");
      for (int i = 0; i < puts; i++) {
        dict.set("key/" + i % 200, List.of((long) i, "x".repeat(i % 500)));
      }
      String opened = opener.end();
      assertTrue(opened.startsWith("opened "), opened);
      assertTrue(Integer.parseInt(opened.substring(7)) > 100, opened);
      assertEquals(200, dict.size());
    }
    try (MmapDict dict = MmapDict.open(file)) {
      for (int i = puts - 200; i < puts; i++) {
        assertEquals(List.of((long) i, "x".repeat(i % 500)), dict.get("key/" + i % 200));
      }
      assertEquals(200, dict.size());
    }
  }
}
