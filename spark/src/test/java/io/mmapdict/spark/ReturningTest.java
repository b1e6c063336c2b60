package io.mmapdict.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import io.mmapdict.parallel.ReturningTask;
import io.mmapdict.parallel.RunReport;
import io.mmapdict.parallel.stages.Pipeline;
import io.mmapdict.parallel.stages.PipelineOptions;
import io.mmapdict.parallel.stages.PipelineReport;
import io.mmapdict.parallel.stages.Stage;
import io.mmapdict.parallel.stages.StageReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where executors only read, and the driver stores. */
class ReturningTest extends LocalSpark {
  /** A value by an executor that only reads, as large as its key says. */
  private record Filling() implements ReturningTask<Integer, Integer> {
    @Override
    public Object make(MmapDict d, Integer key) {
      assertEquals(OpenMode.READ_ONLY, d.mode());
      return new byte[key];
    }

    @Override
    public Integer store(MmapDict d, Integer key, Object made) {
      d.put("out/" + key, made);
      return key;
    }
  }

  @Test
  void whatIsReturnedIsStoredByTheDriverAsItArrives() throws InterruptedException {
    List<Integer> sizes = new ArrayList<>();
    runner
        .returning()
        .run(dict, List.of(1, 2, 3), new Filling(), event -> sizes.add(dict.size()))
        .orThrow();
    assertEquals(List.of(1, 2, 3), sizes);
    assertEquals(2, dict.get("out/2", byte[].class).length);
  }

  @Test
  void moreThanSparkTakesOfOneJobIsReturnedByMany() throws InterruptedException {
    List<Integer> keys = IntStream.range(0, 9).mapToObj(i -> 300_000 + i).toList();
    RunReport<Integer, Integer> report = runner.returning().run(dict, keys, new Filling());
    assertEquals(keys, List.copyOf(report.orThrow().results().keySet()));
    assertEquals(9, dict.size());
  }

  @Test
  void aValueThatSparkDoesNotTakeHasFailed() throws InterruptedException {
    RunReport<Integer, Integer> report =
        runner.returning().run(dict, List.of(10, 2_000_000, 20), new Filling());
    assertEquals(Set.of("out/10", "out/20"), dict.keySet());
    assertEquals(1, report.failures().size());
    assertEquals(2_000_000, report.failures().getFirst().key());
    String message = report.failures().getFirst().exception().getMessage();
    assertTrue(message.contains("spark.driver.maxResultSize"), message);
  }

  @Test
  void pipelinesRunWhereExecutorsOnlyRead() throws InterruptedException {
    dict.putAll(Map.of("in/a", 1L, "in/b", 10L));
    PipelineReport report =
        pipeline()
            .run(dict, runner.returning()::run, PipelineOptions.DEFAULT, (stage, event) -> {})
            .orThrow();
    assertEquals(List.of(2, 1), report.stages().stream().map(StageReport::done).toList());
    assertEquals(22L, dict.get("sum"));
    PipelineReport again =
        pipeline().run(dict, runner::run, PipelineOptions.DEFAULT, (stage, event) -> {});
    assertEquals(List.of(2, 1), again.stages().stream().map(StageReport::kept).toList());
    Stage writing = Stage.each("write", "in/*", "no/*", (d, in) -> d.put("no", 1L));
    assertEquals(
        2,
        Pipeline.of(writing)
            .run(dict, runner.returning()::run, PipelineOptions.DEFAULT, (stage, event) -> {})
            .failures()
            .size());
  }
}
