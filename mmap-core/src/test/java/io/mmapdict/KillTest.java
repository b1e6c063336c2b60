package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Folder;
import io.mmapdict.testkit.LineProcess;
import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Seed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real writers, killed with SIGKILL at random moments, one to three at a time on one file, beside a
 * reader of ours, plain loads in a loop, through every kill and recovery, or nobody: nothing they
 * said was done is lost, nothing else appears, plain Python loads the file every time, and the next
 * vacuum removes what a killed one left.
 */
class KillTest {
  private static final int MOST_WRITERS = 3;
  private static final int ROUNDS_PER_FILE = 10;
  private static final int MOST_NANOS = 60_000_000;

  private static final String CHECK =
      """
      import pickle, sys
      with open(sys.argv[1], 'rb') as f:
          for key, value in pickle.load(f).items():
              mark, x = (value.decode() if isinstance(value, bytes) else value).split(':')
              assert x == 'x' * len(x)
              print(key, mark, len(x))
      """;

  @TempDir Path folder;

  /** Started before they are needed: most of a writer's time is its start. */
  private final Deque<LineProcess> waiting = new ArrayDeque<>();

  /** What may be in the file under each key: the text after the key, "" for absent. */
  private Map<String, Set<String>> possible = new TreeMap<>();

  /** How often a kill left something half-way: what it was. */
  private final Map<String, Integer> halves = new TreeMap<>();

  @Test
  void nothingAcknowledgedIsLost() throws Exception {
    check(100);
    assertTrue(!halves.isEmpty(), "no kill hit a change half-way: the test tests nothing");
  }

  @Test
  @Tag("long")
  void nothingAcknowledgedIsLostInFiveThousandKills() throws Exception {
    check(5_000);
    assertEquals(
        Set.of("copy", "mark", "reservation", "tail"),
        halves.keySet(),
        "what no kill left, is not tested");
  }

  @AfterEach
  void endThoseThatWait() {
    waiting.forEach(LineProcess::close);
  }

  private void check(int kills) throws Exception {
    Random random = new Random(Seed.next("KillTest"));
    int done = 0;
    for (int number = 0; done < kills; number++) {
      Path file = Files.createDirectory(folder.resolve("" + number)).resolve("f.mmdpickle");
      possible.clear();
      MmapDict.open(file).close();
      try (PlainLoader loader = number % 4 == 1 ? new PlainLoader(file) : null;
          LineProcess reader = number % 2 == 0 ? HoldingReader.start(file) : null) {
        for (int round = 0; round < ROUNDS_PER_FILE && done < kills; round++) {
          List<List<String>> logs = killWriters(file, round, random);
          possible = Acknowledged.after(possible, logs);
          check(file, reader);
          count(file);
          done += logs.size();
        }
        if (loader != null) {
          loader.end();
        }
      }
      nothingStaysBeside(file);
    }
    System.out.println("KillTest: " + done + " kills, of which left half-way: " + halves);
  }

  private List<List<String>> killWriters(Path file, int round, Random random) throws Exception {
    List<LineProcess> writers = new ArrayList<>();
    try {
      for (int i = random.nextInt(MOST_WRITERS); i >= 0; i--) {
        LineProcess writer = nextWriter();
        writers.add(writer);
        writer.tell(file + "\nwriter" + i + "\nround" + round + "\n" + random.nextLong());
      }
      for (LineProcess writer : writers) {
        writer.expect("opened");
        writer.readOn();
      }
      List<List<String>> logs = new ArrayList<>();
      for (LineProcess writer : writers) {
        Thread.sleep(Duration.ofNanos(random.nextInt(MOST_NANOS)));
        logs.add(writer.kill());
      }
      return logs;
    } finally {
      writers.forEach(LineProcess::close);
    }
  }

  private LineProcess nextWriter() throws IOException {
    while (waiting.size() <= MOST_WRITERS) {
      waiting.add(new LineProcess(Jvm.start(KilledWriter.class)));
    }
    return waiting.removeFirst();
  }

  private void check(Path file, LineProcess reader) throws IOException {
    Map<String, String> python = new HashMap<>();
    Python.any()
        .run(CHECK, file)
        .lines()
        .forEach(line -> python.put(line.split(" ", 2)[0], line.split(" ", 2)[1]));
    possible.replaceAll((key, values) -> {
      String found = python.getOrDefault(key, "");
      assertTrue(
          values.contains(found),
          () -> file + ", " + key + ": found " + found + ", possible " + values);
      return Set.of(found); // from here on this is certain
    });
    assertTrue(possible.keySet().containsAll(python.keySet()), "keys nobody wrote");
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      Map<String, String> ours = new HashMap<>();
      dict.forEach((key, value) -> ours.put(key, described(value)));
      assertEquals(python, ours);
      if (reader != null) {
        assertEquals(dict.keySet().toString(), reader.ask("keys"));
      }
    }
  }

  private static String described(Object value) {
    String text =
        value instanceof byte[] bytes
            ? new String(bytes, StandardCharsets.US_ASCII)
            : (String) value;
    String[] parts = text.split(":", 2);
    return parts[0] + " " + parts[1].length();
  }

  private void count(Path file) throws IOException {
    CheckReport report = FileCheck.of(file);
    assertTrue(report.isSound(), report::toString);
    count("tail", report.tailBytes() > 0);
    count("mark", report.commitNumber() < 0);
    count(
        "reservation",
        report.findings().stream().anyMatch(each -> each.what().contains("never finished")));
    count("copy", beside(file) > 0);
  }

  private void count(String half, boolean left) {
    if (left) {
      halves.merge(half, 1, Integer::sum);
    }
  }

  private void nothingStaysBeside(Path file) throws IOException {
    try (MmapDict dict = MmapDict.open(file)) {
      dict.vacuum();
    }
    assertEquals(0, beside(file));
    check(file, null);
    assertEquals(List.of(), FileCheck.of(file).findings());
  }

  private static int beside(Path file) throws IOException {
    return Folder.files(file.getParent()).size() - 1;
  }
}
