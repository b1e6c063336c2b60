package io.mmapdict;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Java's flight recorder is told of commits. */
class CommitEventTest {
  private static final String NAME = "io.mmapdict.Commit";

  @TempDir Path folder;
  private Path file;
  private MmapDict dict;
  private Recording recording;

  @BeforeEach
  void open() {
    file = folder.resolve("recorded.mmdpickle");
    dict = MmapDict.open(file);
    recording = new Recording();
    recording.enable(NAME);
  }

  @AfterEach
  void close() {
    recording.close();
    dict.close();
  }

  /** Small values, several at once, a large one, one that goes away. */
  @Test
  void eachCommitIsAnEvent() throws IOException {
    dict.set("before", 0L);
    recording.start();
    List<Integer> numbers = new ArrayList<>();
    dict.set("a", 1L);
    numbers.add(dict.commitNumber());
    dict.put("a", "one");
    numbers.add(dict.commitNumber());
    dict.putAll(new LinkedHashMap<>(Map.of("first", 1L)));
    numbers.add(dict.commitNumber());
    Map<String, Object> three = new LinkedHashMap<>();
    three.put("x", 1L);
    three.put("y", "two");
    three.put("z", 3.0);
    dict.putAll(three);
    numbers.add(dict.commitNumber());
    dict.set("large", new byte[3 << 20]);
    numbers.add(dict.commitNumber());
    dict.delete("a");
    numbers.add(dict.commitNumber());
    List<RecordedEvent> events = events();

    List<EntryInfo> entries = dict.entries();
    EntryInfo second = last(entries, "a");
    List<String> expected =
        List.of(
            told("a", 1, entries.stream().filter(e -> e.key().equals("a")).findFirst().get()),
            told("a", 1, second),
            told("first", 1, last(entries, "first")),
            told("x", 3, last(entries, "x"), last(entries, "y"), last(entries, "z")),
            told("large", 1, last(entries, "large")),
            told("a", 0, second));
    assertEquals(expected, events.stream().map(CommitEventTest::told).toList());
    assertEquals(numbers, events.stream().map(each -> each.getInt("commitNumber")).toList());
    events.forEach(each -> assertEquals(file.toString(), each.getString("file")));
  }

  @Test
  void whatCommitsNothingIsNone() throws IOException {
    dict.set("there", 1L);
    recording.start();
    dict.putIfAbsent("there", 2L);
    dict.putIfAbsent("there", new byte[3 << 20]);
    dict.delete("absent");
    assertEquals(List.of(), events());
  }

  @Test
  void aLargeValueThatIsOvertakenIsNone() throws IOException {
    AtomicBoolean overtaken = new AtomicBoolean();
    try (MmapDict other = MmapDict.open(file)) {
      recording.start();
      LongConsumer overtake =
          written -> {
            if (!overtaken.getAndSet(true)) {
              other.set("key", "later");
            }
          };
      dict.set("key", new byte[3 << 20], overtake);
    }
    assertEquals("later", dict.get("key"));
    List<String> told = events().stream().map(CommitEventTest::told).toList();
    assertEquals(List.of(told("key", 1, last(dict.entries(), "key"))), told);
  }

  /** A small value waits once, a large one for its room and for its switch. */
  @Test
  void theWaitForTheLockIsTold() throws Exception {
    recording.start();
    long small = waitFor(1L);
    long large = waitFor(new byte[3 << 20]);
    List<RecordedEvent> events = events();
    assertEquals(2, events.size());
    assertWaited(small, events.getFirst());
    assertWaited(large, events.getLast());
  }

  /** The nanoseconds that a put has waited at the least. */
  private long waitFor(Object value) throws Exception {
    try (FileHandle other = FileHandle.open(file, true, FileHandle.USUAL_RANGE_BYTES)) {
      CompletableFuture<Void> put;
      long waited;
      try (FileLock.Held _ = new FileLock(other).exclusive()) {
        put = CompletableFuture.runAsync(() -> dict.set("key", value));
        awaitWaiter(FileStatus.of(other).inode());
        long start = System.nanoTime();
        awaitWaiter(FileStatus.of(other).inode());
        waited = System.nanoTime() - start;
      }
      put.get();
      return waited;
    }
  }

  private static void assertWaited(long least, RecordedEvent event) {
    long told = event.getDuration("lockWait").toNanos();
    assertTrue(told >= least, told + " ns, at least " + least);
    assertTrue(told <= event.getDuration().toNanos(), told + " ns of " + event.getDuration());
  }

  /** Until somebody waits for the lock of a file. */
  private static void awaitWaiter(long inode) throws IOException, InterruptedException {
    while (Files.readAllLines(Path.of("/proc/locks")).stream()
        .noneMatch(line -> line.contains("-> FLOCK") && line.contains(":" + inode + " "))) {
      Thread.sleep(1);
    }
  }

  /** Loading the event takes the recorder a third of a second. */
  @Test
  void whereNobodyRecordsNothingIsLoaded() throws Exception {
    ProcessBuilder puts = Jvm.builder(Puts.class, folder.resolve("unseen.mmdpickle"));
    puts.command().add(1, "-Xlog:class+load:stdout");
    Process process = puts.start();
    String loaded = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor());
    assertTrue(loaded.contains(" " + Commit.class.getName() + " "), "the log lists classes");
    assertFalse(loaded.contains(" " + CommitEvent.class.getName() + " "), "the event is loaded");
  }

  /** A process that stores and removes. */
  static final class Puts {
    private Puts() {}

    public static void main(String[] arguments) {
      try (MmapDict dict = MmapDict.open(Path.of(arguments[0]))) {
        dict.set("key", 1L);
        dict.set("large", new byte[3 << 20]);
        dict.delete("key");
      }
    }
  }

  private List<RecordedEvent> events() throws IOException {
    recording.stop();
    Path recorded = folder.resolve("commits.jfr");
    recording.dump(recorded);
    return RecordingFile.readAllEvents(recorded);
  }

  private static String told(RecordedEvent event) {
    return "%s, %d, %d bytes at %d"
        .formatted(
            event.getString("key"),
            event.getInt("entries"),
            event.getLong("bytes"),
            event.getLong("offset"));
  }

  private static String told(String key, int count, EntryInfo... entries) {
    long bytes = 0;
    for (EntryInfo entry : entries) {
      bytes += entry.length();
    }
    return "%s, %d, %d bytes at %d".formatted(key, count, bytes, entries[0].offset());
  }

  private static EntryInfo last(List<EntryInfo> entries, String key) {
    return entries.stream().filter(each -> each.key().equals(key)).toList().getLast();
  }
}
