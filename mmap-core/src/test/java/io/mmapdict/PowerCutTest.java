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
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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
    check(List.of(7, 495, 503)); // at 503 the length and the kind lie in two sectors
  }

  /** Every place a terminator can take in a sector. */
  @Test
  @Tag("long")
  void leavesTheOldMapOrTheNewOneWhereverTheTerminatorStands() throws IOException {
    check(IntStream.range(0, PowerCut.SECTOR_BYTES).filter(FileLayout::isAligned).boxed().toList());
  }

  /**
   * Checks all changes.
   *
   * @param places where in its sector the terminator is to stand
   */
  private void check(List<Integer> places) throws IOException {
    Random random = new Random(Seed.next("PowerCutTest"));
    List<Cut> cuts = new ArrayList<>();
    for (int place : places) {
      cuts.add(cut("put", place, random, dict -> dict.set("new", "value")));
      cuts.add(cut("put over sectors", place, random, dict -> dict.set("new", "v".repeat(1500))));
      cuts.add(cut("replace", place, random, dict -> dict.set("a", "other")));
      cuts.add(cut("remove", place, random, dict -> dict.delete("a")));
      // A file of mmappickle's: the first change appends a shim, at any place.
      for (int shift = 0; shift < Long.BYTES; shift++) {
        cuts.add(foreign((place + shift) % PowerCut.SECTOR_BYTES, random));
      }
    }
    for (Cut cut : cuts) {
      assertEquals(cut.now, ours(cut.states.getLast()), "what was acknowledged");
    }
    checkWithPython(cuts);
    goOnFrom(cuts, random);
  }

  private Cut cut(String name, int place, Random random, Consumer<MmapDict> change)
      throws IOException {
    Path file = folder.resolve("file.mmdpickle");
    for (int filler = 0; ; filler += Long.BYTES) {
      Files.deleteIfExists(file);
      AtomicReference<Recording> tap = new AtomicReference<>();
      try (MmapDict dict = open(file, tap)) {
        dict.set("a", "one");
        dict.set("filler", "f".repeat(filler));
        EntryInfo last = dict.entries().getLast();
        if ((last.offset() + last.length()) % PowerCut.SECTOR_BYTES == place) {
          return cut(name + " at " + place, dict, tap.get(), random, change);
        }
      }
    }
  }

  private Cut foreign(int place, Random random) throws IOException {
    Path file = folder.resolve("file.mmdpickle");
    byte[] key = "filler".getBytes(StandardCharsets.US_ASCII);
    int least = 2 + key.length + 1 + Integer.BYTES + FileLayout.TRAILER_BYTES;
    int filler =
        Math.floorMod(
            place - FileLayout.HEADER_BYTES - FileLayout.KIND - least, PowerCut.SECTOR_BYTES);
    int length = least + filler;
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
      return cut("foreign at " + place, dict, tap.get(), random, d -> d.set("a", "one"));
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

  /** Every state is the old map or the new one, and the same one for Python and for us. */
  private void checkWithPython(List<Cut> cuts) throws IOException {
    List<byte[]> all = cuts.stream().flatMap(cut -> cut.states.stream()).toList();
    Iterator<String> found = Oracle.loadAll(Python.any(), folder.resolve("states"), all).iterator();
    for (Cut cut : cuts) {
      Map<String, String> ours = new HashMap<>();
      for (byte[] state : cut.states) {
        String map = found.next();
        assertFalse(map.startsWith("FAILED"), () -> cut.what + ": " + map);
        String same = ours(state);
        assertEquals(ours.computeIfAbsent(map, first -> same), same, cut.what + ": not Python's");
      }
      assertEquals(Set.of(cut.old, cut.now), Set.copyOf(ours.values()), cut.what);
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

  /** What we read, opened read-only: nobody recovers anything. */
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
