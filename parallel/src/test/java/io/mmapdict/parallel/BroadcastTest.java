package io.mmapdict.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.MmapDictException;
import io.mmapdict.ndarray.NDArray;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** One value for all tasks. */
class BroadcastTest extends DictOnFile {
  private static final List<Integer> KEYS = IntStream.range(0, 40).boxed().toList();

  /** Counts, in each process, how often it is decoded. */
  record Lens(double focus, List<Long> rings) {
    static final AtomicInteger MADE = new AtomicInteger();

    Lens {
      MADE.incrementAndGet();
    }

    double sharp(double distance) {
      return focus * distance;
    }
  }

  private void put(double focus) {
    dict.set("lens", new Lens(focus, List.of(1L, 2L)));
  }

  @Test
  void theExample() throws InterruptedException {
    List<Integer> keys = KEYS;
    try (TaskRunner runner = TaskRunner.processes(2)) {
      dict.set("lens", new Lens(0.5, List.of(1L)));
      Broadcast<Lens> lens = Broadcast.of("lens", Lens.class);
      runner.run(dict, keys, (d, key) -> lens.in(d).sharp(key)).orThrow();
      RunReport<Integer, Double> report =
          runner.run(dict, keys, (d, key) -> lens.in(d).sharp(key)).orThrow();
      assertEquals(19.5, report.results().get(39));
    }
  }

  /** Each tells its process, how often it was decoded there by then, and what it is. */
  private static List<Object> look(MmapDict dict, Broadcast<Lens> lens) {
    Lens first = lens.in(dict);
    assertSame(first, lens.in(dict));
    return List.of(ProcessHandle.current().pid(), Lens.MADE.get(), first.focus());
  }

  @Test
  void eachWorkerDecodesItOnceInARun() throws InterruptedException {
    Broadcast<Lens> lens = Broadcast.of("lens", Lens.class);
    try (TaskRunner runner = TaskRunner.processes(2)) {
      for (int run = 1; run <= 3; run++) {
        put(run);
        RunReport<Integer, List<Object>> report =
            runner.run(dict, KEYS, (d, key) -> look(d, lens)).orThrow();
        Map<Object, Set<Object>> made = new HashMap<>();
        for (List<Object> each : report.results().values()) {
          made.computeIfAbsent(each.get(0), _ -> new HashSet<>()).add(each.get(1));
          assertEquals((double) run, each.get(2), "the value of this run");
        }
        made.forEach((process, counts) -> assertEquals(1, counts.size(), process + ": " + counts));
      }
    }
  }

  @Test
  void whatIsPutMeanwhileIsForTheNextRun() throws InterruptedException {
    put(1);
    Broadcast<Lens> lens = Broadcast.of("lens", Lens.class);
    try (TaskRunner runner = TaskRunner.processes(1)) {
      RunReport<Integer, Double> report =
          runner.run(
              dict,
              KEYS,
              (d, key) -> {
                double before = lens.in(d).focus();
                d.set("lens", new Lens(before + 1, List.of()));
                return lens.in(d).focus();
              });
      assertEquals(Set.of(1.0), new HashSet<>(report.orThrow().results().values()));
      report = runner.run(dict, KEYS, (d, key) -> lens.in(d).focus());
      assertEquals(Set.of(2.0), new HashSet<>(report.orThrow().results().values()));
    }
  }

  @Test
  void theValueStaysBehindWhenTheTaskTravels() {
    dict.set("lens", new Lens(1, LongStream.range(0, 9999).boxed().toList()));
    Broadcast<Lens> lens = Broadcast.of("lens", Lens.class);
    assertEquals(9999, lens.in(dict).rings().size());
    Task<Integer, Double> task = (d, key) -> lens.in(d).focus();
    int bytes = Parcel.packArgument("The task", task, new HashSet<>()).length;
    assertTrue(bytes < 2000, bytes + " bytes for a task with a value of 10,000 numbers");
  }

  @Test
  void anAbsentKeyIsNamed() throws InterruptedException {
    Broadcast<Lens> lens = Broadcast.of("lens", Lens.class);
    try (TaskRunner runner = TaskRunner.processes(1, WorkerOptions.DEFAULT.withAttempts(1))) {
      RunReport<Integer, Double> report =
          runner.run(dict, List.of(1), (d, key) -> lens.in(d).focus());
      Throwable why = report.failures().getFirst().exception();
      assertInstanceOf(MmapDictException.class, why);
      assertTrue(why.getMessage().contains("nothing is under the key \"lens\""), why.getMessage());
    }
  }

  /** 64 MiB in two processes of 32 MiB. */
  @Test
  void anArrayIsMappedAndNotSent() throws InterruptedException {
    double[] ones = new double[8 << 20];
    Arrays.fill(ones, 1);
    dict.set("weights", NDArray.of(ones, ones.length));
    long offset = dict.get("weights", NDArray.class).fileOffset().getAsLong();
    WorkerOptions options = WorkerOptions.DEFAULT.withMemory(32 << 20);
    Task<Integer, List<Object>> task =
        (d, key) -> {
          NDArray weights = d.get("weights", NDArray.class);
          return List.of(weights.fileOffset().orElse(-1), weights.sum());
        };
    int sent = Parcel.packArgument("The task", task, new HashSet<>()).length;
    assertTrue(sent < 2000, sent + " bytes");
    try (TaskRunner runner = TaskRunner.processes(2, options)) {
      RunReport<Integer, List<Object>> report = runner.run(dict, List.of(1, 2), task).orThrow();
      assertEquals(Set.of(List.of(offset, 8388608.0)), new HashSet<>(report.results().values()));
    }
  }
}
