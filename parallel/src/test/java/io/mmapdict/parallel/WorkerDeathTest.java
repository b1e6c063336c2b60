package io.mmapdict.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.parallel.ProgressEvent.Kind;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.testkit.Seed;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Workers that die, each in a way of its own. */
class WorkerDeathTest extends DictOnFile {
  @Test
  void oneThatIsNotReadyInTimeIsGivenUp() {
    try (ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1)) {
      WorkerProcess worker =
          WorkerProcess.start(
              1, List.of("/bin/sh", "-c", "sleep 1000", "sh"), timer, Duration.ofMillis(200));
      String message = assertThrows(WorkerException.class, worker::connect).getMessage();
      assertTrue(message.contains("not ready within PT0.2S, it was killed"), message);
      worker.awaitEnd();
    }
  }

  @Test
  void whoWaitsForAClosedRunnerIsTold() {
    TaskRunner runner = TaskRunner.processes(1);
    runner.close();
    assertThrows(IllegalStateException.class, runner::awaitReady);
  }

  @Test
  void theDeadLeaveNoDescriptors() throws InterruptedException, IOException {
    try (TaskRunner runner = TaskRunner.processes(1, WorkerOptions.DEFAULT.withAttempts(1))) {
      runner.run(dict, List.of(0), (d, key) -> key).orThrow();
      long before = descriptors();
      List<Integer> keys = IntStream.range(0, 8).boxed().toList();
      RunReport<Integer, Integer> report =
          runner.run(
              dict,
              keys,
              (d, key) -> {
                Runtime.getRuntime().halt(1);
                return key;
              });
      assertEquals(keys.size(), report.failures().size());
      long after = descriptors();
      assertTrue(after < before + keys.size() / 2, before + " descriptors, then " + after);
    }
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  @Test
  void killedAtRandomEveryTaskIsDoneOnce() throws InterruptedException {
    Random random = new Random(Seed.next("killedAtRandomEveryTaskIsDoneOnce"));
    int kills = 12;
    List<Integer> keys = IntStream.range(0, 80).boxed().toList();
    Set<Integer> killAtStart = new HashSet<>();
    while (killAtStart.size() < kills) {
      killAtStart.add(random.nextInt(keys.size()));
    }
    List<ProgressEvent> events = new ArrayList<>();
    Set<Long> killed = new HashSet<>();
    ProgressListener killer =
        event -> {
          events.add(event);
          long starts = events.stream().filter(e -> e.kind() == Kind.STARTED).count();
          if (event.kind() == Kind.STARTED && killAtStart.contains((int) starts)) {
            List<ProcessHandle> workers = ProcessHandle.current().children().toList();
            ProcessHandle victim = workers.get(random.nextInt(workers.size()));
            victim.destroyForcibly();
            killed.add(victim.pid());
          }
        };
    RunReport<Integer, Integer> report;
    WorkerOptions options = WorkerOptions.DEFAULT.withAttempts(kills + 1);
    try (TaskRunner runner = TaskRunner.processes(3, options)) {
      runner.awaitReady();
      report =
          runner.run(
              dict,
              keys,
              (d, key) -> {
                d.put("out/" + key, (long) key);
                Thread.sleep(5);
                d.put("again/" + key, (long) key);
                return 2 * key;
              },
              killer);
    }
    assertEquals(List.of(), report.failures());
    assertEquals(keys, List.copyOf(report.results().keySet()));
    keys.forEach(key -> assertEquals(2 * key, report.results().get(key)));
    for (int key : keys) {
      assertEquals((long) key, dict.get("out/" + key));
      assertEquals((long) key, dict.get("again/" + key));
    }
    List<Object> done =
        events.stream().filter(e -> e.kind() == Kind.DONE).map(ProgressEvent::key).toList();
    assertEquals(keys.size(), done.size());
    assertEquals(Set.copyOf(keys), Set.copyOf(done));
    assertTrue(killed.size() >= 3, "killed only " + killed);
    assertTrue(events.stream().anyMatch(e -> e.kind() == Kind.RETRIED), "nothing was tried again");
  }

  @Test
  void aTaskThatAlwaysKillsItsWorkerIsGivenUpAndTheOthersAreDone() throws InterruptedException {
    List<String> keys = List.of("a", "poison", "b", "c");
    List<ProgressEvent> events = Collections.synchronizedList(new ArrayList<>());
    RunReport<String, String> report;
    try (TaskRunner runner = TaskRunner.processes(2)) {
      report = runner.run(dict, keys, WorkerDeathTest::haltAtPoison, events::add);
    }
    assertEquals(Map.of("a", "A", "b", "B", "c", "C"), report.results());
    TaskFailure<String> failure = report.failures().getFirst();
    assertEquals("poison", failure.key());
    assertEquals(3, failure.attempts());
    String message = assertInstanceOf(WorkerException.class, failure.exception()).getMessage();
    assertTrue(message.contains("exit code 7;"), message);
    assertTrue(message.contains("last words"), message);
    String thrown = assertThrows(TaskFailedException.class, report::orThrow).getMessage();
    assertTrue(thrown.contains("task 'poison'") && thrown.contains("3 attempts"), thrown);
    assertEquals(
        List.of(Kind.STARTED, Kind.RETRIED, Kind.STARTED, Kind.RETRIED, Kind.STARTED, Kind.FAILED),
        events.stream().filter(e -> e.key().equals("poison")).map(ProgressEvent::kind).toList());
  }

  private static String haltAtPoison(MmapDict d, String key) {
    if (key.equals("poison")) {
      System.out.println("last words");
      Runtime.getRuntime().halt(7);
    }
    return key.toUpperCase(Locale.ROOT);
  }

  @Test
  void aTaskThatExitsOnceIsDoneInTheNextWorker() throws InterruptedException {
    try (TaskRunner runner = TaskRunner.processes(1)) {
      RunReport<String, Long> report =
          runner.run(
              dict,
              List.of("k"),
              (d, key) -> {
                if (d.putIfAbsent("seen", ProcessHandle.current().pid()) == null) {
                  System.exit(5);
                }
                return ProcessHandle.current().pid();
              });
      assertTrue(!report.orThrow().results().get("k").equals(dict.get("seen")));
    }
  }

  @Test
  void theSignalIsNamed() throws InterruptedException {
    try (TaskRunner runner = TaskRunner.processes(1, WorkerOptions.DEFAULT.withAttempts(1))) {
      RunReport<String, Object> report =
          runner.run(
              dict,
              List.of("k"),
              (d, key) -> {
                String pid = Long.toString(ProcessHandle.current().pid());
                return new ProcessBuilder("kill", "-KILL", pid).start().waitFor();
              });
      String message = report.failures().getFirst().exception().getMessage();
      assertTrue(message.contains("exit code 137 (SIGKILL)"), message);
    }
  }

  @Test
  void outOfMemoryIsADeath() throws InterruptedException {
    WorkerOptions options = WorkerOptions.DEFAULT.withJvmOptions("-Xmx48m").withAttempts(2);
    try (TaskRunner runner = TaskRunner.processes(1, options)) {
      RunReport<Integer, Integer> report =
          runner.run(
              dict,
              List.of(1, 200_000_000),
              (d, key) -> {
                byte[] bytes = new byte[key];
                return bytes.length;
              });
      assertEquals(Map.of(1, 1), report.results());
      TaskFailure<Integer> failure = report.failures().getFirst();
      assertEquals(2, failure.attempts());
      assertTrue(
          failure.exception().getMessage().contains("OutOfMemoryError"),
          failure.exception().getMessage());
    }
  }

  @Test
  void idleWorkersThatDieAreReplaced() throws InterruptedException {
    try (TaskRunner runner = TaskRunner.processes(2)) {
      runner.awaitReady();
      List<ProcessHandle> workers = ProcessHandle.current().children().toList();
      assertEquals(2, workers.size());
      workers.forEach(ProcessHandle::destroyForcibly);
      workers.forEach(worker -> worker.onExit().join());
      List<Integer> keys = IntStream.range(0, 20).boxed().toList();
      assertEquals(20, runner.run(dict, keys, (d, key) -> key).orThrow().results().size());
    }
  }

  @Test
  void whatIsPrintedDoesNoHarm() throws InterruptedException {
    try (TaskRunner runner = TaskRunner.processes(2)) {
      List<Integer> keys = IntStream.range(0, 20).boxed().toList();
      RunReport<Integer, Integer> report =
          runner.run(
              dict,
              keys,
              (d, key) -> {
                System.out.print("\0\1\2 out " + key);
                System.err.println("err " + key);
                printPastJava("raw " + key + "\n");
                return key;
              });
      assertEquals(keys, List.copyOf(report.orThrow().results().values()));
    }
  }

  /** To the file descriptor, and from a process that inherits it. */
  private static void printPastJava(String text) throws IOException, InterruptedException {
    try (var raw = new FileOutputStream("/proc/self/fd/1")) {
      raw.write(text.getBytes(StandardCharsets.UTF_8));
    }
    new ProcessBuilder("echo", text).inheritIO().start().waitFor();
  }

  @Test
  void aWorkerThatDoesNotStartIsReported() {
    WorkerOptions options = WorkerOptions.DEFAULT.withJvmOptions("-XX:+NoSuchOption");
    try (TaskRunner runner = TaskRunner.processes(2, options)) {
      String message = assertThrows(WorkerException.class, runner::awaitReady).getMessage();
      assertTrue(message.contains("did not start: exit code 1"), message);
      assertTrue(message.contains("Unrecognized VM option 'NoSuchOption'"), message);
      assertTrue(message.contains("bin/java "), message);
      assertThrows(WorkerException.class, () -> runner.run(dict, List.of(1), (d, key) -> key));
    }
  }

  /** As where runs are started by {@code CompletableFuture.supplyAsync}, and wait there. */
  @Test
  void aWorkerThatDoesNotStartIsReportedWhileTheCommonPoolIsFull() throws InterruptedException {
    int threads = Math.max(1, ForkJoinPool.getCommonPoolParallelism());
    CountDownLatch begun = new CountDownLatch(threads);
    CountDownLatch end = new CountDownLatch(1);
    for (int i = 0; i < threads; i++) {
      ForkJoinPool.commonPool()
          .execute(() -> {
            begun.countDown();
            awaitQuietly(end);
          });
    }
    begun.await();
    WorkerOptions options = WorkerOptions.DEFAULT.withJvmOptions("-XX:+NoSuchOption");
    try (TaskRunner runner = TaskRunner.processes(1, options)) {
      assertThrows(WorkerException.class, runner::awaitReady);
    } finally {
      end.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void closingLeavesNoProcessBehind() throws Exception {
    List<ProcessHandle> all;
    TaskRunner runner = TaskRunner.processes(2);
    try (runner) {
      Thread run =
          Thread.ofPlatform()
              .start(() ->
                  assertThrows(
                      CancellationException.class,
                      () -> runner.run(dict, List.of(1, 2), WorkerDeathTest::waitForAChild)));
      while (dict.size() < 2) {
        Thread.sleep(5);
      }
      all = ProcessHandle.current().descendants().toList();
      assertEquals(4, all.size(), "two workers and the two processes of their tasks");
      runner.close();
      run.join();
    }
    assertEquals(List.of(), ProcessHandle.current().descendants().toList());
    awaitEnd(all);
  }

  static Object waitForAChild(MmapDict d, Integer key) throws Exception {
    Process child = new ProcessBuilder("sleep", "600").start();
    d.put("child/" + key, child.pid());
    return child.waitFor();
  }

  @Test
  void workersGoWithAParentThatIsKilled() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                OrphanMaker.class.getName(),
                dict.path().toString())
            .inheritIO()
            .start();
    while (dict.size() < 2) {
      assertTrue(parent.isAlive(), "the parent ended");
      Thread.sleep(5);
    }
    List<ProcessHandle> workers = parent.descendants().toList();
    assertEquals(3, workers.size(), "two workers, and the process one of them started");
    parent.destroyForcibly();
    awaitEnd(workers);
  }

  private static void awaitEnd(List<ProcessHandle> processes) throws InterruptedException {
    while (processes.stream().anyMatch(ProcessHandle::isAlive)) {
      Thread.sleep(5);
    }
  }

  @Test
  void modulesWorkToo() throws Exception {
    String modules =
        String.join(
            ":", placeOf(TaskRunner.class), placeOf(MmapDict.class), placeOf(PyTuple.class));
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=io.mmapdict",
                "--module-path",
                modules,
                "--patch-module",
                "io.mmapdict.parallel=" + placeOf(WorkerDeathTest.class),
                "--module",
                "io.mmapdict.parallel/" + ModularProgram.class.getName(),
                dict.path().toString())
            .redirectErrorStream(true)
            .start();
    String printed = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals("{k=module io.mmapdict.parallel}\n", printed);
    assertEquals("module io.mmapdict.parallel", dict.get("k"));
  }

  private static String placeOf(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
