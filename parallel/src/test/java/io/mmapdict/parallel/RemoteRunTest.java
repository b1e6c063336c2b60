package io.mmapdict.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cluster's runner may do with a run; this process is the cluster. */
class RemoteRunTest {
  @TempDir Path folder;
  private MmapDict dict;

  @BeforeEach
  void open() {
    dict = MmapDict.open(folder.resolve("shared.mmdpickle"));
  }

  @AfterEach
  void close() {
    dict.close();
  }

  @Test
  void answersComeInAnyOrderAndTheFirstCounts() {
    RemoteRun<String, Long> run =
        RemoteRun.of(
            dict,
            List.of("a", "b"),
            (d, key) -> {
              d.merge(key, 1L, (before, one) -> (long) before + (long) one);
              return d.get(key, Long.class);
            });
    byte[] job = run.job();
    byte[] b = RemoteRun.execute(job, run.tasks().get(1), 1);
    byte[] bAgain = RemoteRun.execute(job, run.tasks().get(1), 2);
    run.accept(b);
    run.accept(bAgain);
    String missing = assertThrows(IllegalStateException.class, run::report).getMessage();
    assertEquals("1 of 2 tasks have no answer", missing);
    run.accept(RemoteRun.execute(job, run.tasks().get(0), 1));
    assertEquals(Map.of("a", 1L, "b", 1L), run.report().results());
    assertEquals(2L, dict.get("b"));
  }

  @Test
  void theHandleIsOpenedOnceAndIsNotTheDrivers() {
    RemoteRun<Integer, Integer> run =
        RemoteRun.of(dict, List.of(1, 2), (d, key) -> System.identityHashCode(d));
    run.tasks().forEach(task -> run.accept(RemoteRun.execute(run.job(), task, 1)));
    Map<Integer, Integer> handles = run.report().results();
    assertEquals(handles.get(1), handles.get(2));
    assertTrue(handles.get(1) != System.identityHashCode(dict));
  }

  @Test
  void anAttemptIsToldAndAMissingFileNamed() throws Exception {
    RemoteRun<String, Object> run =
        RemoteRun.of(dict, List.of("k"), (d, key) -> d.put(key, "never"));
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
    RemoteRun<String, Object> run = RemoteRun.of(dict, List.of("k"), (d, key) -> key);
    byte[] answer = RemoteRun.execute(run.job(), run.tasks().getFirst(), 1);
    assertThrows(IllegalArgumentException.class, () -> run.accept(new byte[3]));
    ByteBuffer.wrap(answer).putInt(7);
    String message =
        assertThrows(IllegalArgumentException.class, () -> run.accept(answer)).getMessage();
    assertTrue(message.contains("there is no task 7 in this run of 1"), message);
  }
}
