package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Seed;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real writers, killed with SIGKILL at random moments, two at a time on one file: nothing they said
 * was done is lost, nothing else appears, and plain Python loads the file every time.
 */
class KillTest {
  private static final int WRITERS = 2;
  private static final int ROUNDS_PER_FILE = 10;

  private static final String CHECK =
      """
      import pickle, sys
      with open(sys.argv[1], 'rb') as f:
          for key, value in pickle.load(f).items():
              number, x = (value.decode() if isinstance(value, bytes) else value).split(':')
              assert x == 'x' * len(x)
              print(key, number, len(x))
      """;

  @TempDir Path folder;

  /** What may be in the file under each key: the texts after the key, "" for absent. */
  private final Map<String, Set<String>> possible = new HashMap<>();

  @Test
  void nothingAcknowledgedIsLost() throws Exception {
    check(100);
  }

  @Test
  @Tag("long")
  void nothingAcknowledgedIsLostInFiveThousandKills() throws Exception {
    check(5_000);
  }

  private void check(int kills) throws Exception {
    Random random = new Random(Seed.next("KillTest"));
    Path file = folder.resolve("0.mmdpickle");
    int tails = 0;
    for (int round = 0; round < kills / WRITERS; round++) {
      if (round % ROUNDS_PER_FILE == 0) {
        file = folder.resolve(round + ".mmdpickle");
        possible.clear();
      }
      List<List<String>> logs = killWriters(file, random);
      for (List<String> log : logs) {
        replay(log);
      }
      check(file, round);
      tails += hasTail(file) ? 1 : 0;
    }
    System.out.println("KillTest: " + kills + " kills, " + tails + " left an uncommitted tail");
    assertTrue(tails > 0, "no kill hit a change half-way: the test tests nothing");
  }

  private static List<List<String>> killWriters(Path file, Random random) throws Exception {
    List<Process> writers = new ArrayList<>();
    try {
      for (int i = 0; i < WRITERS; i++) {
        writers.add(Jvm.start(KilledWriter.class, file, "writer" + i, random.nextLong()));
      }
      List<BufferedReader> outputs = new ArrayList<>();
      for (Process writer : writers) {
        outputs.add(writer.inputReader(StandardCharsets.UTF_8));
        assertEquals("opened", outputs.getLast().readLine());
      }
      Thread killer = Thread.ofPlatform().start(() -> kill(writers, random.nextInt(60_000_000)));
      List<Thread> readers = new ArrayList<>();
      List<List<String>> logs = new ArrayList<>();
      for (BufferedReader output : outputs) {
        List<String> log = new ArrayList<>();
        logs.add(log);
        readers.add(Thread.ofPlatform().start(() -> output.lines().forEach(log::add)));
      }
      killer.join();
      for (Thread reader : readers) {
        reader.join();
      }
      return logs;
    } finally {
      writers.forEach(Process::destroyForcibly);
      for (Process writer : writers) {
        writer.waitFor();
      }
    }
  }

  private static void kill(List<Process> writers, int nanos) {
    try {
      for (Process writer : writers) {
        Thread.sleep(nanos / 1_000_000, nanos % 1_000_000);
        writer.toHandle().destroyForcibly(); // Process.destroyForcibly closes the pipe
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Each writer has keys of its own; only its last line may be half done. */
  private void replay(List<String> log) {
    for (String line : log) {
      String[] words = line.split(" ", 3);
      if (words.length < 2) {
        continue;
      }
      Set<String> values = possible.computeIfAbsent(words[1], key -> new HashSet<>(Set.of("")));
      switch (words[0]) {
        case "putting" -> values.add(words[2]);
        case "put" -> values.retainAll(Set.of(words[2]));
        case "removing" -> values.add("");
        case "removed" -> values.retainAll(Set.of(""));
        default -> fail("unexpected: " + line);
      }
    }
  }

  private void check(Path file, int round) {
    Map<String, String> python = new HashMap<>();
    Python.any()
        .run(CHECK, file)
        .lines()
        .forEach(line -> python.put(line.split(" ", 2)[0], line.split(" ", 2)[1]));
    Map<String, String> ours = new HashMap<>();
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      for (Map.Entry<String, Object> entry : dict.entrySet()) {
        Object found = entry.getValue();
        String text =
            found instanceof byte[] bytes
                ? new String(bytes, StandardCharsets.US_ASCII)
                : (String) found;
        String[] value = text.split(":", 2);
        ours.put(entry.getKey(), value[0] + " " + value[1].length());
      }
    }
    assertEquals(python, ours, "round " + round);
    possible.forEach((key, values) -> {
      String found = python.getOrDefault(key, "");
      assertTrue(
          values.contains(found),
          () -> "round " + round + ", " + key + ": found " + found + ", possible " + values);
      values.retainAll(Set.of(found)); // from here on this is certain
    });
    assertTrue(possible.keySet().containsAll(python.keySet()), "keys nobody wrote");
  }

  private static boolean hasTail(Path file) throws IOException {
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      EntryInfo last = dict.entries().getLast();
      long end = last.offset() + last.length() + FileLayout.TERMINATOR_BYTES;
      return java.nio.file.Files.size(file) > end;
    }
  }
}
