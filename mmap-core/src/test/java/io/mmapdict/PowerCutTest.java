package io.mmapdict;

import io.mmapdict.testkit.Seed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
  /** The next writer goes on from so many of the states. */
  private static final int WRITER_EVERY = 20;

  @TempDir Path folder;

  @Test
  void leavesTheOldMapOrTheNewOne() throws IOException {
    checkAt(List.of(7, 495, 503)); // at 503 the length and the kind lie in two sectors
  }

  /** Every place a terminator can take in a sector. */
  @Test
  @Tag("long")
  void leavesTheOldMapOrTheNewOneWhereverTheTerminatorStands() throws IOException {
    checkAt(
        IntStream.range(0, PowerCut.SECTOR_BYTES).filter(FileLayout::isAligned).boxed().toList());
  }

  /** The changes that {@link TornChangeTest} cuts off, too, wherever they happen to stand. */
  @Test
  void leavesTheOldMapOrTheNewOneOfAllChanges() throws Exception {
    List<Scenario> scenarios = new ArrayList<>(Scenarios.small());
    scenarios.addAll(Scenarios.index());
    scenarios.addAll(Scenarios.large());
    for (Scenario torn : Scenarios.small().subList(0, 3)) {
      Scenario.Recorded recorded = torn.record(file(), Durability.POWER);
      byte[] killed = recorded.killedBefore(recorded.firstCommit());
      scenarios.add(new Scenario("recovery of " + torn, Scenario.of(killed), Scenario.Play::open));
    }
    scenarios.add(Scenarios.orphan(file(), folder.resolve("scratch")));
    check(scenarios);
  }

  /**
   * Checks changes.
   *
   * @param places where in its sector the terminator is to stand
   */
  private void checkAt(List<Integer> places) throws IOException {
    List<Scenario> scenarios = new ArrayList<>();
    for (int place : places) {
      scenarios.add(put("put", place, "new", "value"));
      scenarios.add(put("put over sectors", place, "new", "v".repeat(1500)));
      scenarios.add(put("replace", place, "a", "other"));
      scenarios.add(
          new Scenario(
              "remove at " + place,
              file -> ours(file, place),
              play -> play.call(map -> map.remove("a"))));
      // A file of mmappickle's: the first change appends a shim, at any place.
      for (int shift = 0; shift < Long.BYTES; shift++) {
        int at = (place + shift) % PowerCut.SECTOR_BYTES;
        scenarios.add(
            new Scenario(
                "foreign at " + at,
                file -> foreign(file, at),
                play -> play.call(map -> map.put("a", "one"))));
      }
    }
    check(scenarios);
  }

  private static Scenario put(String name, int place, String key, String value) {
    return new Scenario(
        name + " at " + place,
        file -> ours(file, place),
        play -> play.call(map -> map.put(key, value)));
  }

  private void check(List<Scenario> scenarios) throws IOException {
    Random random = new Random(Seed.next("PowerCutTest"));
    try (StateCheck check = new StateCheck(folder, false, WRITER_EVERY, 0)) {
      for (Scenario scenario : scenarios) {
        Scenario.Recorded recorded = scenario.record(file(), Durability.POWER);
        PowerCut.states(
            recorded.before(),
            recorded.steps(),
            random,
            check.of(scenario.name(), recorded.maps()));
      }
      check.askPython();
      System.out.println("PowerCutTest: " + check.seen() + " states");
    }
  }

  private Path file() {
    return folder.resolve("file.mmdpickle");
  }

  private static void ours(Path file, int place) throws IOException {
    for (int filler = 0; ; filler += Long.BYTES) {
      Files.deleteIfExists(file);
      try (MmapDict dict = MmapDict.open(file)) {
        dict.set("a", "one");
        dict.set("filler", "f".repeat(filler));
        EntryInfo last = dict.entries().getLast();
        if ((last.offset() + last.length()) % PowerCut.SECTOR_BYTES == place) {
          return;
        }
      }
    }
  }

  private static void foreign(Path file, int place) throws IOException {
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
            .put(Trailer.bytes(1, FileLayout.LIVE))
            .put(FileLayout.terminator())
            .array());
  }
}
