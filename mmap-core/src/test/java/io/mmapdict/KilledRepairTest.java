package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Folder;
import io.mmapdict.testkit.LineProcess;
import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Seed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Repairs killed with SIGKILL at random moments: the damaged file is untouched or the repaired one
 * whole, the damaged bytes are there in both cases, and the next repair finishes.
 */
class KilledRepairTest {
  private static final int ENTRIES = 12;
  private static final int ENTRY_BYTES = 1_000_000;
  private static final int FILES_PER_PYTHON = 10;

  private static final String COUNT =
      """
      import pickle, sys
      for path in sys.argv[1:]:
          with open(path, 'rb') as f:
              print(len(pickle.load(f)))
      """;

  @TempDir Path folder;

  /** Started before they are needed: most of a repair's time is the start of its process. */
  private final Deque<LineProcess> waiting = new ArrayDeque<>();

  /** Repaired files that Python has not seen yet. */
  private final List<Path> repaired = new ArrayList<>();

  /** What the kills left. */
  private final Map<String, Integer> left = new TreeMap<>();

  @Test
  void nothingIsLost() throws Exception {
    check(10);
  }

  @Test
  @Tag("long")
  void nothingIsLostInThreeHundredKills() throws Exception {
    check(300);
    assertTrue(left.size() > 2, left.toString());
  }

  @AfterEach
  void endThoseThatWait() {
    waiting.forEach(LineProcess::close);
  }

  private void check(int kills) throws Exception {
    Random random = new Random(Seed.next("KilledRepairTest"));
    Path damaged = damaged();
    long wholeNanos = 0;
    for (int kill = 0; kill <= kills; kill++) {
      Path own = Files.createDirectory(folder.resolve("" + kill));
      Path file = Files.copy(damaged, own.resolve("f"));
      long took = killedRepair(file, kill == 0 ? Long.MAX_VALUE : random.nextLong(wholeNanos));
      wholeNanos = kill == 0 ? took : wholeNanos;
      boolean untouched = Files.mismatch(damaged, file) < 0;
      Path second = own.resolve("f.damaged");
      left.merge(
          "untouched %s, files %d, two names %s"
              .formatted(untouched, Folder.files(own).size(), Files.exists(second)),
          1,
          Integer::sum);
      if (!untouched) {
        checkRepaired(file, second, damaged);
        repaired.add(Files.copy(file, folder.resolve("killed" + kill)));
      }
      RepairReport report = FileCheck.repair(file);
      assertEquals(untouched, report.original() != null);
      checkRepaired(file, second, damaged);
      assertEquals(2, Folder.files(own).size(), "something else is left");
      Files.delete(second);
      repaired.add(file);
      if (repaired.size() >= FILES_PER_PYTHON) {
        loadInPython();
      }
    }
    loadInPython();
    System.out.println("KilledRepairTest: " + left);
    Files.delete(damaged);
  }

  private static void checkRepaired(Path file, Path second, Path damaged) throws IOException {
    assertEquals(-1, Files.mismatch(damaged, second));
    assertEquals(List.of(), FileCheck.of(file).findings());
  }

  private void loadInPython() throws IOException {
    assertEquals(
        (ENTRIES - 1 + "\n").repeat(repaired.size()), Python.any().run(COUNT, repaired.toArray()));
    for (Path file : repaired) {
      Files.delete(file);
    }
    repaired.clear();
  }

  /** A file with a byte string whose length leads beyond it. */
  private Path damaged() throws IOException {
    Path file = folder.resolve("damaged");
    long third;
    try (MmapDict dict = MmapDict.open(file)) {
      for (int i = 0; i < ENTRIES; i++) {
        dict.set("key" + i, new byte[ENTRY_BYTES]);
      }
      third = dict.entries().get(3).valueOffset();
    }
    try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
      channel.position(third + 4).write(ByteBuffer.wrap(new byte[] {1, 1, 1, 1}));
    }
    assertTrue(!FileCheck.of(file).isSound());
    return file;
  }

  /** Kills one after a time, and gives the time it took. */
  private long killedRepair(Path file, long nanos) throws Exception {
    while (waiting.size() < 2) {
      waiting.add(new LineProcess(Jvm.start(Repairing.class)));
    }
    try (LineProcess repair = waiting.removeFirst()) {
      repair.tell(file.toString());
      repair.expect("repairing");
      long start = System.nanoTime();
      if (nanos == Long.MAX_VALUE) {
        repair.expect("repaired");
      } else {
        Thread.sleep(Duration.ofNanos(nanos));
      }
      return System.nanoTime() - start;
    }
  }

  /** Repairs the file that standard input names. */
  static final class Repairing {
    private Repairing() {}

    public static void main(String[] arguments) throws IOException {
      Path file =
          Path.of(
              new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                  .readLine());
      System.out.println("repairing");
      FileCheck.repair(file);
      System.out.println("repaired");
    }
  }
}
