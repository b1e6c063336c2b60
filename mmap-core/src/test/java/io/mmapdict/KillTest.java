package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Seed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
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
  private static final int KILLED = 128 + 9;

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
  private final Deque<Process> waiting = new ArrayDeque<>();

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
    waiting.forEach(Process::destroyForcibly);
  }

  private void check(int kills) throws Exception {
    Random random = new Random(Seed.next("KillTest"));
    int done = 0;
    for (int number = 0; done < kills; number++) {
      Path file = Files.createDirectory(folder.resolve("" + number)).resolve("f.mmdpickle");
      possible.clear();
      MmapDict.open(file).close();
      PlainLoader loader = number % 4 == 1 ? new PlainLoader(file) : null;
      try (ReaderProcess reader = number % 2 == 0 ? new ReaderProcess(file) : null) {
        for (int round = 0; round < ROUNDS_PER_FILE && done < kills; round++) {
          List<List<String>> logs = killWriters(file, round, random);
          possible = Acknowledged.after(possible, logs);
          check(file, reader);
          count(file);
          done += logs.size();
        }
      }
      if (loader != null) {
        loader.end();
      }
      nothingStaysBeside(file);
    }
    System.out.println("KillTest: " + done + " kills, of which left half-way: " + halves);
  }

  private List<List<String>> killWriters(Path file, int round, Random random) throws Exception {
    List<Process> writers = new ArrayList<>();
    try {
      List<BufferedReader> outputs = new ArrayList<>();
      for (int i = random.nextInt(MOST_WRITERS); i >= 0; i--) {
        Process writer = nextWriter();
        writers.add(writer);
        outputs.add(writer.inputReader(StandardCharsets.US_ASCII));
        try (Writer orders = writer.outputWriter()) {
          orders.write(file + "\nwriter" + i + "\nround" + round + "\n" + random.nextLong() + "\n");
        }
      }
      List<Thread> readers = new ArrayList<>();
      List<List<String>> logs = new ArrayList<>();
      for (BufferedReader output : outputs) {
        assertEquals("opened", output.readLine());
        List<String> log = new ArrayList<>();
        logs.add(log);
        readers.add(Thread.ofPlatform().start(() -> output.lines().forEach(log::add)));
      }
      for (Process writer : writers) {
        int nanos = random.nextInt(MOST_NANOS);
        Thread.sleep(nanos / 1_000_000, nanos % 1_000_000);
        writer.toHandle().destroyForcibly(); // Process.destroyForcibly closes the pipe
      }
      for (Process writer : writers) {
        assertEquals(KILLED, writer.waitFor(), "a writer failed");
      }
      for (Thread reader : readers) {
        reader.join();
      }
      return logs;
    } finally {
      writers.forEach(Process::destroyForcibly);
    }
  }

  private Process nextWriter() throws IOException {
    while (waiting.size() <= MOST_WRITERS) {
      waiting.add(Jvm.start(KilledWriter.class));
    }
    return waiting.removeFirst();
  }

  private void check(Path file, ReaderProcess reader) throws IOException {
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

  private static long beside(Path file) throws IOException {
    try (Stream<Path> files = Files.list(file.getParent())) {
      return files.count() - 1;
    }
  }
}
