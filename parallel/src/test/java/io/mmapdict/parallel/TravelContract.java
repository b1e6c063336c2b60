package io.mmapdict.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What goes to the workers and comes back, and what is refused, whatever the workers are. */
abstract class TravelContract extends RunnerOnFile {
  /** Something a task must not capture. */
  private static final class Camera {
    @Override
    public String toString() {
      return "camera";
    }
  }

  @SuppressWarnings("serial") // That is the point.
  private record Setup(String name, Object camera) implements Serializable {}

  /** An exception that cannot travel, for what it holds. */
  private static final class LensException extends Exception {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // That is the point.
    private final Object camera = new Camera();

    LensException(String message, Throwable cause) {
      super(message, cause);
    }

    @Override
    public String getMessage() {
      return super.getMessage() + " lens of a " + camera.getClass().getSimpleName();
    }
  }

  @Test
  void anExceptionThatCannotTravelIsToldOf() throws InterruptedException {
    RunReport<String, Object> report =
        runner.run(
            dict,
            List.of("k"),
            (d, key) -> {
              throw new LensException("scratched", new IOException("dust"));
            });
    RemoteTaskException told =
        assertInstanceOf(RemoteTaskException.class, report.failures().getFirst().exception());
    assertEquals(LensException.class.getName(), told.type());
    assertEquals(LensException.class.getName() + ": scratched lens of a Camera", told.getMessage());
    assertInstanceOf(IOException.class, told.getCause());
    assertTrue(
        List.of(told.getStackTrace()).toString().contains(TravelContract.class.getName()),
        () -> List.of(told.getStackTrace()).toString());
  }

  @Test
  void aResultThatCannotTravelIsNamedAndIsNoFailure() throws InterruptedException {
    RunReport<Integer, Object> report =
        runner.run(dict, List.of(1, 2), (d, key) -> key == 1 ? List.of(new Camera()) : "fine");
    assertEquals(Map.of(2, "fine"), report.results());
    assertEquals(Set.of(1), report.unsent().keySet());
    assertTrue(report.unsent().get(1).contains(Camera.class.getName()), report.unsent().get(1));
    assertEquals(List.of(), report.failures());
  }

  @Test
  void nullIsAResult() throws InterruptedException {
    RunReport<Integer, Object> report = runner.run(dict, List.of(1), (d, key) -> null);
    Map<Integer, Object> expected = new HashMap<>();
    expected.put(1, null);
    assertEquals(expected, report.results());
  }

  @Test
  void whatALambdaMustNotCaptureIsNamed() {
    Camera camera = new Camera();
    int exposure = 5;
    Task<String, Object> task = (d, key) -> key + exposure + camera;
    String message = refused(task);
    assertTrue(message.contains("captures value 2 of 2, a " + Camera.class.getName()), message);
    assertTrue(message.contains("lambda in " + TravelContract.class.getName()), message);

    Setup setup = new Setup("left", camera);
    message = refused((d, key) -> key + setup);
    assertTrue(message.contains("value 1 of 1, a " + Setup.class.getName()), message);
    assertTrue(message.contains("which holds a " + Camera.class.getName()), message);

    message = refused((d, key) -> key + folder);
    assertTrue(message.contains("captures this, a " + getClass().getName()), message);
  }

  private String refused(Task<String, Object> task) {
    return assertThrows(IllegalArgumentException.class, () -> runner.run(dict, List.of("k"), task))
        .getMessage();
  }

  @Test
  void keysThatCannotTravelOrStandTwiceAreRefusedBeforeAnyTaskRuns() {
    Task<Object, Object> task = (d, key) -> d.put("ran", 1L);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> runner.run(dict, List.of("fine", new Camera()), task))
            .getMessage();
    assertTrue(message.contains(Camera.class.getName()), message);
    message =
        assertThrows(
                IllegalArgumentException.class,
                () -> runner.run(dict, List.of("a", "b", "a"), task))
            .getMessage();
    assertTrue(message.contains("'a' is there twice"), message);
    assertTrue(dict.isEmpty());
  }

  @Test
  void capturedValuesAreTheWorkersOwnCopy() throws InterruptedException {
    ArrayList<String> seen = new ArrayList<>();
    Task<String, Integer> task =
        (d, key) -> {
          seen.add(key);
          return seen.size();
        };
    runner.run(dict, List.of("a", "b"), task).orThrow();
    assertEquals(List.of(), seen);
  }

  @Test
  void aCapturedDictIsTheWorkersHandleOfIt() throws InterruptedException {
    MmapDict captured = dict;
    Task<String, Boolean> task =
        (d, key) -> System.identityHashCode(d) == System.identityHashCode(captured);
    assertEquals(Map.of("k", true), runner.run(dict, List.of("k"), task).results());

    try (MmapDict other = MmapDict.open(folder.resolve("other.mmdpickle"))) {
      runner.run(dict, List.of("k"), (d, key) -> other.put(key, "v")).orThrow();
      assertEquals("v", other.get("k"));
      assertTrue(dict.isEmpty());
    }
  }

  @Test
  void aReturnedDictIsTheCallersHandle() throws InterruptedException {
    assertSame(dict, runner.run(dict, List.of("k"), (d, key) -> d).results().get("k"));
    dict.put("still", "open");
  }

  @Test
  void theModeTravels() throws InterruptedException {
    try (MmapDict readOnly = MmapDict.open(dict.path(), OpenMode.READ_ONLY)) {
      RunReport<String, Object> report =
          runner.run(readOnly, List.of("k"), (d, key) -> d.put(key, 1L));
      assertInstanceOf(
          UnsupportedOperationException.class, report.failures().getFirst().exception());
    }
    assertTrue(dict.isEmpty());
    runner.run(dict, List.of("k"), (d, key) -> d.put(key, 1L)).orThrow();
    for (OpenMode mode : List.of(OpenMode.READ_ONLY, OpenMode.COPY_ON_WRITE)) {
      try (MmapDict opened = MmapDict.open(dict.path(), mode)) {
        assertEquals(
            Map.of("k", mode),
            runner.run(opened, List.of("k"), (d, key) -> d.mode()).orThrow().results());
      }
    }
  }

  @Test
  void largeKeysAndResultsTravel() throws InterruptedException {
    String key = "x".repeat(5_000_000);
    RunReport<String, byte[]> report =
        runner.run(dict, List.of(key), (d, k) -> new byte[2 * k.length()]);
    assertEquals(10_000_000, report.results().get(key).length);
  }
}
