package io.mmapdict.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import io.mmapdict.parallel.ProgressEvent.Kind;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a cluster's runner may do with a run; this process is the cluster. */
class RemoteRunTest extends DictOnFile {
  private final List<ProgressEvent> events = new ArrayList<>();

  /** Three attempts. */
  private <K, R> RemoteRun<K, R> run(MmapDict dict, List<K> keys, Task<K, R> task) {
    return RemoteRun.of(dict, keys, task, WorkerOptions.DEFAULT, events::add);
  }

  /** Runs what is to be run, once. */
  private static void round(RemoteRun<?, ?> run) {
    run.tasks().forEach(task -> run.accept(RemoteRun.execute(run.job(), task, 1)));
  }

  private static List<Kind> kinds(List<ProgressEvent> events) {
    return events.stream().map(ProgressEvent::kind).toList();
  }

  @Test
  void answersComeInAnyOrderAndTheFirstCounts() {
    RemoteRun<String, Long> run =
        run(
            dict,
            List.of("a", "b"),
            (d, key) -> {
              d.merge(key, 1L, (before, one) -> (long) before + (long) one);
              return d.get(key, Long.class);
            });
    byte[] job = run.job();
    List<byte[]> tasks = run.tasks();
    byte[] b = RemoteRun.execute(job, tasks.get(1), 1);
    byte[] bAgain = RemoteRun.execute(job, tasks.get(1), 2);
    run.accept(b);
    run.accept(bAgain);
    assertEquals(List.of(Kind.DONE), kinds(events));
    String missing = assertThrows(IllegalStateException.class, run::report).getMessage();
    assertEquals("1 of 2 tasks have no answer", missing);
    run.accept(RemoteRun.execute(job, run.tasks().get(0), 1));
    assertEquals(Map.of("a", 1L, "b", 1L), run.report().results());
    assertEquals(2L, dict.get("b"));
  }

  @Test
  void theHandleIsOpenedOnceAndIsNotTheDrivers() {
    RemoteRun<Integer, Integer> run =
        run(dict, List.of(1, 2), (d, key) -> System.identityHashCode(d));
    round(run);
    Map<Integer, Integer> handles = run.report().results();
    assertEquals(handles.get(1), handles.get(2));
    assertTrue(handles.get(1) != System.identityHashCode(dict));
  }

  @Test
  void anAttemptIsToldAndAMissingFileNamed() throws Exception {
    RemoteRun<String, Object> run = run(dict, List.of("k"), (d, key) -> d.put(key, "never"));
    Files.delete(dict.path());
    run.accept(RemoteRun.execute(run.job(), run.tasks().getFirst(), 3));
    TaskFailure<String> failure = run.report().failures().getFirst();
    assertEquals(3, failure.attempts());
    String message = failure.exception().getMessage();
    assertTrue(message.contains(dict.path().toString()), message);
    assertTrue(Files.notExists(dict.path()));
    assertNull(dict.get("k"));
  }

  @Test
  void whatIsNoAnswerIsRefused() {
    RemoteRun<String, Object> run = run(dict, List.of("k"), (d, key) -> key);
    byte[] answer = RemoteRun.execute(run.job(), run.tasks().getFirst(), 1);
    assertThrows(IllegalArgumentException.class, () -> run.accept(new byte[3]));
    ByteBuffer.wrap(answer).putInt(7);
    String message =
        assertThrows(IllegalArgumentException.class, () -> run.accept(answer)).getMessage();
    assertTrue(message.contains("there is no task 7 in this run of 1"), message);
  }

  private static long counted(MmapDict d, String key, long most) {
    long tries = (long) d.merge(key, 1L, (before, one) -> (long) before + (long) one);
    if (tries <= most) {
      throw new IllegalStateException("try " + tries);
    }
    return tries;
  }

  @Test
  void whatThrowsIsATaskAgainUntilItsLastAttempt() {
    RemoteRun<String, Long> run =
        run(dict, List.of("a", "b", "c"), (d, key) -> counted(d, key, "acb".indexOf(key) * 2L));
    assertEquals(Duration.ZERO, run.pause());
    round(run);
    assertEquals(List.of(Kind.DONE, Kind.RETRIED, Kind.RETRIED), kinds(events));
    assertEquals(Duration.ofMillis(200), run.pause());
    assertEquals(2, run.tasks().size());
    round(run);
    assertEquals(Duration.ofMillis(400), run.pause());
    assertEquals(Duration.ofMillis(400), events.getLast().pause());
    round(run);
    assertEquals(List.of(Kind.FAILED, Kind.DONE), kinds(events.subList(5, 7)));
    assertEquals(List.of(), run.tasks());
    assertEquals(Duration.ZERO, run.pause());
    assertEquals(Map.of("a", 1L, "c", 3L), run.report().results());
    TaskFailure<String> failure = run.report().failures().getFirst();
    assertEquals("b", failure.key());
    assertEquals(3, failure.attempts());
    assertEquals("try 3", failure.exception().getMessage());
  }

  @Test
  void anAttemptOfTheClusterIsAnAttempt() {
    RemoteRun<String, Long> run = run(dict, List.of("k"), (d, key) -> counted(d, key, 9));
    run.accept(RemoteRun.execute(run.job(), run.tasks().getFirst(), 2));
    assertEquals(2, events.getLast().attempt());
    round(run);
    assertEquals(3, run.report().failures().getFirst().attempts());
  }

  @Test
  void whatIsGivenUpHasFailed() {
    RemoteRun<String, Long> run = run(dict, List.of("k"), (d, key) -> 1L);
    byte[] task = run.tasks().getFirst();
    run.giveUp(task, new WorkerException("no luck", null));
    assertEquals(List.of(Kind.FAILED), kinds(events));
    assertEquals("no luck", run.report().failures().getFirst().exception().getMessage());
    ByteBuffer.wrap(task).putInt(7);
    assertThrows(
        IllegalArgumentException.class, () -> run.giveUp(task, new WorkerException("", null)));
  }

  /** Its worker only reads; storing "b" works the second time. */
  private record Doubling() implements ReturningTask<String, String> {
    @Override
    public Object make(MmapDict d, String key) {
      assertEquals(OpenMode.READ_ONLY, d.mode());
      return new byte[] {(byte) (2 * d.get("in/" + key, Long.class))};
    }

    @Override
    public String store(MmapDict d, String key, Object made) {
      counted(d, "stored/" + key, key.equals("b") ? 1 : 0);
      d.put("out/" + key, made);
      return "stored " + key;
    }
  }

  @Test
  void whatReturnsIsStoredHereByOneWhoMayWrite() {
    dict.putAll(Map.of("in/a", 1L, "in/b", 2L));
    RemoteRun<String, String> run =
        RemoteRun.returning(
            dict, List.of("a", "b"), new Doubling(), WorkerOptions.DEFAULT, events::add);
    List<byte[]> answers = new ArrayList<>();
    run.tasks().forEach(task -> answers.add(RemoteRun.execute(run.job(), task, 1)));
    assertEquals(2, dict.size());
    answers.forEach(run::accept);
    assertEquals(List.of(Kind.DONE, Kind.RETRIED), kinds(events));
    assertEquals("try 1", events.getLast().why().getMessage());
    assertEquals(2, dict.get("out/a", byte[].class)[0]);
    round(run);
    assertEquals(4, dict.get("out/b", byte[].class)[0]);
    assertEquals(Map.of("a", "stored a", "b", "stored b"), run.report().results());
  }

  @Test
  void aWorkerThatOnlyReadsOpensTheFileAnewAndClosesIt() {
    RemoteRun<Integer, Void> run =
        RemoteRun.returning(dict, List.of(1, 2), new Closed(), WorkerOptions.DEFAULT, events::add);
    round(run);
    run.report().orThrow();
    assertEquals(2, Closed.HANDLES.size());
    for (MmapDict handle : Closed.HANDLES) {
      assertThrows(IllegalStateException.class, handle::size);
    }
  }

  /** Keeps the handles it was given, in this process. */
  private record Closed() implements ReturningTask<Integer, Void> {
    private static final List<MmapDict> HANDLES = new ArrayList<>();

    @Override
    public Object make(MmapDict d, Integer key) {
      assertThrows(UnsupportedOperationException.class, () -> d.put("no", 1L));
      HANDLES.add(d);
      return null;
    }

    @Override
    public Void store(MmapDict d, Integer key, Object made) {
      return null;
    }
  }
}
