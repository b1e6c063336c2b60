package io.mmapdict.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.CheckReport;
import io.mmapdict.FileCheck;
import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import io.mmapdict.testkit.Folder;
import io.mmapdict.testkit.LineProcess;
import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writers of ours, which vacuum, too, are killed at random moments while a process by mmappickle's
 * rules has the file open since before; then that one puts and deletes. Nothing either of them has
 * done is lost, and plain Python loads the file.
 */
class KilledBesideMmappickleTest {
  private static final int KILLS_PER_FILE = 8;
  private static final int MOST_NANOS = 40_000_000;

  private static final String LOAD =
      """
      import pickle, sys
      with open(sys.argv[1], 'rb') as f:
          d = pickle.load(f)
      for key in sorted(d):
          print(key, len(d[key]) if isinstance(d[key], (bytes, bytearray)) else d[key])
      """;

  @TempDir private Path folder;

  @Test
  void whoeverPutsNextLosesNothing() throws Exception {
    check(16);
  }

  @Test
  @Tag("long")
  void whoeverPutsNextLosesNothingInAThousandKills() throws Exception {
    assertTrue(check(1_000) > 0, "no vacuum was under way or done when a writer was killed");
  }

  /** Gives in how many rounds a vacuum was. */
  private int check(int kills) throws Exception {
    Random random = new Random(Seed.next("KilledBesideMmappickleTest"));
    int vacuums = 0;
    int refused = 0;
    for (int done = 0; done < kills; done += KILLS_PER_FILE) {
      Path file = Files.createDirectory(folder.resolve("" + done)).resolve("f.mmdpickle");
      try (LineProcess mmappickle = start(file, done % (2 * KILLS_PER_FILE) == 0)) {
        mmappickle.expect("ready");
        Map<String, Set<String>> possible = new TreeMap<>();
        for (int round = 0; round < KILLS_PER_FILE; round++) {
          Object inode = inode(file);
          replay(killed(file, "round" + round, random), possible);
          if (!inode.equals(inode(file))) {
            // as whoever uses mmappickle must after a vacuum
            assertEquals("done", mmappickle.ask("open"));
            vacuums++;
          }
          String key = "python/" + round % 3;
          String put = "put " + key + " " + round;
          if (!mmappickle
              .ask(put)
              .equals("done")) { // it takes what was never committed for entries
            refused++;
            assertTrue(FileCheck.of(file).tailBytes() > 0, "a whole file was refused");
            MmapDict.open(file).close();
            assertEquals("done", mmappickle.ask(put));
          }
          possible.put(key, new HashSet<>(Set.of(Integer.toString(round))));
          compare(file, possible);
        }
      }
      nothingStaysBeside(file);
    }
    System.out.println(
        "KilledBesideMmappickleTest: "
            + kills
            + " kills, in "
            + vacuums
            + " rounds a vacuum, "
            + refused
            + " puts by mmappickle's rules refused until one of ours had opened the file");
    return vacuums;
  }

  private static void nothingStaysBeside(Path file) throws IOException {
    try (MmapDict dict = MmapDict.open(file)) {
      dict.vacuum();
    }
    assertEquals(List.of(file), Folder.files(file.getParent()));
  }

  private static Object inode(Path file) throws IOException {
    return Files.getAttribute(file, "unix:ino");
  }

  /** Made by us or by mmappickle, as the case may be. */
  private static LineProcess start(Path file, boolean ours) throws IOException {
    if (ours) {
      MmapDict.open(file).close();
    }
    return new LineProcess(Scripts.start(Python.any(), "waiting_peer", file));
  }

  private static List<String> killed(Path file, String name, Random random) throws Exception {
    Process started = Jvm.of(KilledPeer.class, file, name, random.nextLong()).start();
    try (LineProcess writer = new LineProcess(started)) {
      writer.expect("opened");
      writer.readOn();
      Thread.sleep(Duration.ofNanos(random.nextInt(MOST_NANOS)));
      return writer.kill();
    }
  }

  /** What each key may hold now, "-" for nothing. */
  private static void replay(List<String> log, Map<String, Set<String>> possible) {
    for (String line : log) {
      String[] words = line.split(" ", -1);
      if (words.length != 3) {
        continue; // cut off
      }
      Set<String> values = possible.computeIfAbsent(words[1], key -> new HashSet<>(Set.of("-")));
      if (words[0].equals("did")) {
        values.clear();
      }
      values.add(words[2]);
    }
  }

  private static void compare(Path file, Map<String, Set<String>> possible) {
    Map<String, String> python = new HashMap<>();
    Python.any()
        .run(LOAD, file)
        .lines()
        .map(line -> line.split(" ", 2))
        .forEach(words -> python.put(words[0], words[1]));
    Map<String, String> ours = new HashMap<>();
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      dict.forEach((key, value) ->
          ours.put(
              key,
              value instanceof byte[] large ? Integer.toString(large.length) : value.toString()));
    }
    assertEquals(ours, python);
    CheckReport report = FileCheck.of(file);
    assertTrue(report.isSound(), report::toString);
    possible.forEach((key, values) -> {
      String found = python.getOrDefault(key, "-");
      assertTrue(values.contains(found), () -> key + ": found " + found + ", possible " + values);
      values.retainAll(Set.of(found)); // from here on this is certain
    });
  }
}
