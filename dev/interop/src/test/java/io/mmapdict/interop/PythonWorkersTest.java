package io.mmapdict.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.CheckReport;
import io.mmapdict.FileCheck;
import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import io.mmapdict.parallel.CommandException;
import io.mmapdict.parallel.CommandTask;
import io.mmapdict.parallel.ProgressEvent;
import io.mmapdict.parallel.RunReport;
import io.mmapdict.parallel.TaskFailure;
import io.mmapdict.parallel.TaskRunner;
import io.mmapdict.parallel.WorkerOptions;
import io.mmapdict.testkit.EachPython;
import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Seed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers in Python beside workers in Java: the example of docs/python-workers.md. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PythonWorkersTest {
  /** Above what is written without the lock. */
  private static final int LARGE_BYTES = 3_000_000;

  private static final WorkerOptions ONCE = WorkerOptions.DEFAULT.withAttempts(1);

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("scan.mmdpickle");
  }

  @Test
  void thePageShowsTheWorkerAndTheCall() throws Exception {
    String page = Files.readString(Path.of("../../docs/python-workers.md"));
    String worker = Files.readString(PythonWorkers.EXAMPLE.resolve("worker.py"));
    assertTrue(page.contains("```python\n" + worker + "```"), "worker.py is not what it shows");
    Path file = file();
    List<String> keys = PythonWorkers.keys(4);
    try (MmapDict dict = MmapDict.open(file)) {
      PythonWorkers.putFrames(dict, keys);
    }
    fromThePage(file, keys, PythonWorkers.EXAMPLE.resolve("worker.py").toString());
    assertProfiles(keys, 8);
  }

  private static void fromThePage(Path file, List<String> keys, String worker)
      throws InterruptedException {
    try (MmapDict dict = MmapDict.open(file);
        TaskRunner runner = TaskRunner.processes(4)) {
      runner.run(dict, keys, new CommandTask("/usr/bin/python3", "-B", worker)).orThrow();
    }
  }

  @EachPython
  void pythonAndJavaAppendAtOnceAndAllIsThereOnce(Python python) throws Exception {
    List<String> keys = PythonWorkers.keys(120);
    try (MmapDict dict = MmapDict.open(file());
        TaskRunner pythons = TaskRunner.processes(2);
        TaskRunner javas = TaskRunner.processes(2)) {
      PythonWorkers.putFrames(dict, keys);
      CompletableFuture<RunReport<String, @Nullable Object>> java =
          CompletableFuture.supplyAsync(() -> inJava(javas, dict, keys));
      pythons.run(dict, keys, PythonWorkers.task(python)).orThrow();
      java.join().orThrow();
      assertEquals(3 * keys.size(), dict.size());
      for (String key : keys) {
        byte[] expected = new byte[size(key)];
        Arrays.fill(expected, (byte) key.length());
        assertTrue(Arrays.equals(expected, dict.get("java/" + key, byte[].class)), key);
      }
    }
    assertProfiles(keys, 3 * keys.size());
    python.run(
        """
        import pickle, sys, numpy
        with open(sys.argv[1], 'rb') as f:
            scan = pickle.load(f)
        keys = range(int(sys.argv[2]))
        assert len(scan) == 3 * len(keys)
        for key in keys:
            profile = scan['profile/%d' % key]
            assert profile.dtype == 'f4' and (profile == numpy.arange(40) + key).all(), key
            assert profile.tolist() == scan['frame/%d' % key].mean(axis=1).tolist()
        """,
        file(), keys.size());
  }

  private static RunReport<String, @Nullable Object> inJava(
      TaskRunner runner, MmapDict dict, List<String> keys) {
    try {
      return runner.run(
          dict,
          keys,
          (d, key) -> {
            byte[] value = new byte[size(key)];
            Arrays.fill(value, (byte) key.length());
            d.set("java/" + key, value);
            return null;
          });
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of some a large one. */
  private static int size(String key) {
    return key.endsWith("7") ? LARGE_BYTES : 100 * key.length();
  }

  /** That each key has its profile once, that there is no other entry, and no fault. */
  private void assertProfiles(List<String> keys, int entries) {
    CheckReport check = FileCheck.of(file());
    assertEquals(List.of(), check.findings());
    assertEquals(entries, check.live());
    assertEquals(0, check.tailBytes());
    try (MmapDict dict = MmapDict.open(file(), OpenMode.READ_ONLY)) {
      assertEquals(entries, dict.size());
      for (String key : keys) {
        assertEquals(PythonWorkers.profile(key), dict.get("profile/" + key), key);
      }
    }
  }

  @EachPython
  void killedAtRandomNothingIsLostOrTorn(Python python) throws Exception {
    Random random = new Random(Seed.next("killedAtRandomNothingIsLostOrTorn"));
    List<String> keys = PythonWorkers.keys(300);
    Set<Long> killed = ConcurrentHashMap.newKeySet();
    WorkerOptions options = WorkerOptions.DEFAULT.withAttempts(50).withPause(Duration.ZERO);
    try (MmapDict dict = MmapDict.open(file());
        TaskRunner runner = TaskRunner.processes(2, options)) {
      PythonWorkers.putFrames(dict, keys);
      RunReport<String, @Nullable Void> report =
          runner.run(
              dict,
              keys,
              PythonWorkers.task(python),
              event -> {
                if (event.kind() == ProgressEvent.Kind.STARTED && random.nextInt(20) == 0) {
                  killOne(random, killed);
                }
              });
      assertEquals(List.of(), report.failures());
      dict.put("behind", 1L); // by who puts in order what the last of them may have left
    }
    assertTrue(killed.size() >= 3, "killed only " + killed);
    assertProfiles(keys, 2 * keys.size() + 1);
  }

  /** In a moment, when it may be appending. */
  private void killOne(Random random, Set<Long> killed) {
    List<ProcessHandle> pythons = pythons().toList();
    if (!pythons.isEmpty()) {
      ProcessHandle victim = pythons.get(random.nextInt(pythons.size()));
      CompletableFuture.delayedExecutor(random.nextInt(3_000), TimeUnit.MICROSECONDS)
          .execute(() -> {
            if (victim.destroyForcibly()) {
              killed.add(victim.pid());
            }
          });
    }
  }

  /**
   * The children of workers that have this test's file: other tests have theirs at the same time.
   */
  private Stream<ProcessHandle> pythons() {
    String file = file().toString();
    return ProcessHandle.current()
        .children()
        .flatMap(ProcessHandle::children)
        .filter(python -> List.of(python.info().arguments().orElse(new String[0])).contains(file));
  }

  @EachPython
  void whatPythonRaisesIsTheTasksException(Python python) throws InterruptedException {
    String work =
        """
        def work(scan, key):
            print('line 1 of', key)
            os.write(1, b'line 2\\n')
            if key != 'good':
                scan['a key \\\\ of\\nitself']
        """;
    try (MmapDict dict = MmapDict.open(file());
        TaskRunner runner = TaskRunner.processes(1, ONCE)) {
      RunReport<String, @Nullable Void> report =
          runner.run(dict, List.of("bad", "good"), PythonWorkers.task(python, work));
      assertEquals(Set.of("good"), report.results().keySet());
      TaskFailure<String> failure = report.failures().getFirst();
      String message = assertInstanceOf(CommandException.class, failure.exception()).getMessage();
      assertTrue(message.startsWith("Traceback (most recent call last):\n"), message);
      assertTrue(message.endsWith("\nKeyError: 'a key \\\\ of\\nitself'\n"), message);
      assertTrue(message.contains("mmapdict_file.py\", line "), message);
      assertEquals("line 1 of bad\nline 2\n", failure.printed());
    }
  }

  @EachPython
  void aProgramInTheMiddleOfATaskEndsWithItsWorker(Python python) throws Exception {
    String work =
        """
        def work(scan, key):
            scan['begun'] = os.getpid()
            time.sleep(600)
        """;
    try (MmapDict dict = MmapDict.open(file());
        TaskRunner runner = TaskRunner.processes(1, ONCE)) {
      CompletableFuture<ProcessHandle> killed =
          CompletableFuture.supplyAsync(() -> {
            Object pid = dict.get("begun");
            while (pid == null) {
              Thread.onSpinWait();
              pid = dict.get("begun");
            }
            ProcessHandle program = ProcessHandle.of((Long) pid).orElseThrow();
            program.parent().orElseThrow().destroyForcibly();
            return program;
          });
      RunReport<String, @Nullable Void> report =
          runner.run(dict, List.of("k"), PythonWorkers.task(python, work));
      assertEquals(1, report.failures().size());
      killed.join().onExit().join();
    }
  }
}
