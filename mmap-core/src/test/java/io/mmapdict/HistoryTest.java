package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.History.Operation;
import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.testkit.LineProcess;
import io.mmapdict.testkit.Seed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What eight processes with many threads see of a few keys is what they would see if one thread did
 * it all, one operation after the other.
 */
class HistoryTest {
  private static final int PROCESSES = 8;
  private static final int THREADS = 3;
  private static final int KEYS = 4;
  private static final int LARGE = (2 << 20) + 1;

  @TempDir Path folder;

  @Test
  void eightProcessesSeeOneMap() throws Exception {
    check(folder.resolve("0.mmdpickle"), new Random(Seed.next("HistoryTest")), 60);
  }

  @Test
  @Tag("long")
  void eightProcessesSeeOneMapForLong() throws Exception {
    Random random = new Random(Seed.next("HistoryTest"));
    for (int round = 0; round < 40; round++) {
      check(folder.resolve(round + ".mmdpickle"), random, 400);
    }
  }

  /**
   * After each single store of a change, who looks all the time and who comes only now agree: else
   * one could see the new value and then another one the old.
   */
  @Test
  void readersAgreeInTheMidstOfAChange() {
    Path file = folder.resolve("midst.mmdpickle");
    List<Object> seen = new ArrayList<>();
    try (MmapDict made = MmapDict.open(file);
        MmapDict attentive = MmapDict.open(file, OpenMode.READ_ONLY);
        MmapDict writer =
            OpenFiles.dict(
                file,
                OpenMode.READ_WRITE,
                Durability.PROCESS,
                real ->
                    WatchedStore.after(
                        real,
                        step -> {
                          // the late one first: it walks, the attentive one may think it need not
                          String value;
                          try (MmapDict late = MmapDict.open(file, OpenMode.READ_ONLY)) {
                            value = shown(late.get("key"));
                          }
                          assertEquals(value, shown(attentive.get("key")));
                          seen.add(value);
                        }),
                FileHandle.USUAL_RANGE_BYTES)) {
      made.set("other", "value");
      writer.set("key", "first");
      writer.set("key", "second");
      writer.set("key", new HoleCodec.Late(LARGE, () -> {}));
      writer.delete("key");
    }
    assertEquals(
        List.of("null", "first", "second", "large", "null"),
        seen.stream().collect(ArrayList::new, HistoryTest::addIfNew, List::addAll));
  }

  private static String shown(@Nullable Object value) {
    return value instanceof ByteSlice ? "large" : String.valueOf(value);
  }

  private static void addIfNew(List<Object> values, Object value) {
    if (values.isEmpty() || !values.getLast().equals(value)) {
      values.add(value);
    }
  }

  @Test
  void aHistoryThatCannotBeIsFound() {
    Operation put = op("put", 0, 10, "-", "a", "-");
    Operation putLater = op("put", 20, 30, "-", "b", "a");
    assertTrue(History.isPossible(List.of(put, putLater, op("get", 25, 40, "-", "-", "a"))));
    assertTrue(History.isPossible(List.of(put, putLater, op("get", 25, 40, "-", "-", "b"))));
    assertFalse(History.isPossible(List.of(put, putLater, op("get", 35, 40, "-", "-", "a"))));
    assertFalse(History.isPossible(List.of(put, putLater, op("get", 12, 15, "-", "-", "b"))));
    assertFalse(History.isPossible(List.of(put, op("put", 5, 30, "-", "b", "-"))), "lost");
    Operation one = op("putIfAbsent", 0, 10, "-", "a", "-");
    assertFalse(
        History.isPossible(List.of(one, op("putIfAbsent", 0, 10, "-", "b", "-"))), "both first");
    assertTrue(History.isPossible(List.of(one, op("putIfAbsent", 0, 10, "-", "b", "a"))));
    Operation compute = op("compute", 20, 30, "a", "c", "c");
    assertFalse(History.isPossible(List.of(one, compute, op("compute", 20, 30, "a", "d", "d"))));
    assertTrue(History.isPossible(List.of(one, compute, op("compute", 20, 30, "c", "d", "d"))));
    assertFalse(
        History.isPossible(List.of(one, compute, op("removeIf", 40, 50, "a", "-", "true"))));
    assertFalse(History.isPossible(List.of(one, op("computeIfAbsent", 20, 30, "-", "x", "x"))));
  }

  private static Operation op(
      String what, long start, long end, String argument, String written, String result) {
    return new Operation("key", what, start, end, argument, written, result);
  }

  private static void check(Path file, Random random, int operations) throws Exception {
    List<LineProcess> processes = new ArrayList<>();
    Map<String, List<Operation>> histories = new TreeMap<>();
    try {
      for (int i = 0; i < PROCESSES; i++) {
        processes.add(
            new LineProcess(
                Jvm.start(
                    HistoryWorker.class,
                    file,
                    "p" + i,
                    random.nextLong(),
                    THREADS,
                    operations,
                    KEYS)));
      }
      for (LineProcess process : processes) {
        process.expect("ready");
      }
      for (LineProcess process : processes) {
        process.tell("go");
      }
      for (LineProcess process : processes) {
        process
            .end()
            .lines()
            .map(Operation::parse)
            .forEach(op -> histories.computeIfAbsent(op.key(), k -> new ArrayList<>()).add(op));
      }
    } finally {
      processes.forEach(LineProcess::close);
    }
    int all = histories.values().stream().mapToInt(List::size).sum();
    assertEquals(PROCESSES * THREADS * operations, all);
    histories.forEach((key, history) ->
        assertTrue(History.isPossible(history), () -> "no order explains " + key + ": " + history));
  }
}
