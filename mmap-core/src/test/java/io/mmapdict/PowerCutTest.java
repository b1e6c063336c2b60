package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Seed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real changes under {@link Durability#POWER}, recorded on their way into a real file, and the
 * power cut at every moment: what is on the disk is the old map or the new one, for plain Python
 * and for us, the new one once the call has returned, and the next writer goes on from it.
 */
class PowerCutTest {
  @TempDir Path folder;

  /** How one change of one file came out. */
  private record Cut(String what, String old, String now, List<byte[]> states) {}

  @Test
  void leavesTheOldMapOrTheNewOne() throws IOException {
    check(List.of(0, 1, 7, 20, 33, 46, 52, 63));
  }

  /** Every place a terminator can take in a sector. */
  @Test
  @Tag("long")
  void leavesTheOldMapOrTheNewOneWhereverTheTerminatorStands() throws IOException {
    check(IntStream.range(0, PowerCut.SECTOR_BYTES / Long.BYTES).boxed().toList());
  }

  private void check(List<Integer> places) throws IOException {
    Random random = new Random(Seed.next("PowerCutTest"));
    List<Cut> cuts = new ArrayList<>();
    for (int place : places) {
      int filler = place * Long.BYTES;
      cuts.add(cut("put", filler, random, dict -> dict.set("new", "value")));
      cuts.add(cut("put over sectors", filler, random, dict -> dict.set("new", "v".repeat(1500))));
      cuts.add(cut("replace", filler, random, dict -> dict.set("a", "other")));
      cuts.add(cut("remove", filler, random, dict -> dict.delete("a")));
      // A file of mmappickle's: the first change appends a shim, at any place.
      cuts.add(foreign(filler + place % Long.BYTES, random));
    }
    for (Cut cut : cuts) {
      check(cut);
    }
    checkWithPython(cuts);
    goOnFrom(cuts, random);
  }

  private Cut cut(String name, int filler, Random random, Consumer<MmapDict> change)
      throws IOException {
    Path file = folder.resolve("file.mmdpickle");
    Files.deleteIfExists(file);
    AtomicReference<Recording> tap = new AtomicReference<>();
    try (MmapDict dict = open(file, tap)) {
      dict.set("a", "one");
      dict.set("filler", "f".repeat(filler));
      return cut(name + ", filler " + filler, dict, tap.get(), random, change);
    }
  }

  private Cut foreign(int filler, Random random) throws IOException {
    Path file = folder.resolve("file.mmdpickle");
    byte[] key = "filler".getBytes(StandardCharsets.US_ASCII);
    int length = 2 + key.length + 1 + Integer.BYTES + filler + FileLayout.TRAILER_BYTES;
    int bytes = FileLayout.HEADER_BYTES + FileLayout.KIND + length + FileLayout.TERMINATOR_BYTES;
    Files.write(
        file,
        ByteBuffer.allocate(bytes)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(FileLayout.header(1))
            .put(FileLayout.FRAME)
            .putLong(length)
            .putShort(FileLayout.entryKind(key.length))
            .put(key)
            .put((byte) 'X') // BINUNICODE
            .putInt(filler)
            .put("f".repeat(filler).getBytes(StandardCharsets.US_ASCII))
            .put(FileLayout.trailer(1, FileLayout.LIVE))
            .put(FileLayout.terminator())
            .array());
    AtomicReference<Recording> tap = new AtomicReference<>();
    try (MmapDict dict = open(file, tap)) {
      return cut("foreign, filler " + filler, dict, tap.get(), random, d -> d.set("a", "one"));
    }
  }

  private static Cut cut(
      String what, MmapDict dict, Recording tap, Random random, Consumer<MmapDict> change)
      throws IOException {
    String old = items(dict);
    byte[] before = Files.readAllBytes(dict.path());
    tap.forget();
    change.accept(dict);
    String now = items(dict);
    assertNotEquals(old, now);
    List<byte[]> states = new ArrayList<>();
    PowerCut.states(before, tap.steps(), random, states::add);
    states.add(Files.readAllBytes(dict.path()));
    return new Cut(what, old, now, states);
  }

  /** What we read, opened read-only: nobody recovers anything. */
  private void check(Cut cut) {
    for (int i = 0; i < cut.states.size(); i++) {
      String found = ours(cut.states.get(i));
      String what = cut.what + ", state " + i + " of " + cut.states.size();
      assertTrue(Set.of(cut.old, cut.now).contains(found), () -> what + ": " + found);
    }
    assertEquals(cut.now, ours(cut.states.getLast()), "what was acknowledged");
  }

  private void checkWithPython(List<Cut> cuts) throws IOException {
    List<byte[]> all = cuts.stream().flatMap(cut -> cut.states.stream()).toList();
    Iterator<String> found = Oracle.loadAll(Python.any(), folder.resolve("states"), all).iterator();
    for (Cut cut : cuts) {
      Set<String> maps = new HashSet<>();
      String last = "";
      for (int i = 0; i < cut.states.size(); i++) {
        last = found.next();
        String failed = last;
        assertFalse(failed.startsWith("FAILED"), () -> cut.what + ": " + failed);
        maps.add(last);
      }
      assertEquals(2, maps.size(), () -> cut.what + ": neither the old map nor the new one");
      String acknowledged = last;
      assertEquals(cut.now.contains("a="), acknowledged.contains("('a', "), cut.what);
    }
    System.out.println("PowerCutTest: " + all.size() + " states");
  }

  private void goOnFrom(List<Cut> cuts, Random random) throws IOException {
    Path torn = folder.resolve("torn.mmdpickle");
    List<byte[]> after = new ArrayList<>();
    for (Cut cut : cuts) {
      Files.write(torn, cut.states.get(random.nextInt(cut.states.size())));
      String expected;
      try (MmapDict dict = MmapDict.open(torn, OpenMode.READ_WRITE)) {
        dict.set("next", "put");
        expected = items(dict);
      }
      after.add(Files.readAllBytes(torn));
      assertEquals(expected, ours(after.getLast()), cut.what);
    }
    for (String python : Oracle.loadAll(Python.any(), folder.resolve("states"), after)) {
      assertTrue(python.contains("('next', 'put')"), python);
    }
  }

  private static MmapDict open(Path file, AtomicReference<Recording> tap) {
    return MmapDict.open(
        file,
        OpenMode.CREATE,
        Durability.POWER,
        real -> {
          tap.set(new Recording(real));
          return tap.get();
        },
        FileHandle.USUAL_RANGE_BYTES);
  }

  private String ours(byte[] state) {
    Path file = folder.resolve("ours");
    try {
      Files.write(file, state);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      return items(dict);
    }
  }

  private static String items(MmapDict dict) {
    return new TreeMap<>(dict).toString();
  }
}
