package io.mmapdict.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a worker does before it says that it is there. */
class WarmUpTest extends DictOnFile {
  @Test
  void whoIsReadyHasLoadedWhatItsFirstTaskNeeds() throws Exception {
    Path log = folder.resolve("loaded");
    WorkerOptions options = WorkerOptions.DEFAULT.withJvmOptions("-Xlog:class+load:file=" + log);
    try (TaskRunner runner = TaskRunner.processes(1, options)) {
      runner.awaitReady();
      String ready = Files.readString(log);
      for (Class<?> needed : List.of(MmapDict.class, WarmUp.class)) {
        assertTrue(ready.contains(" " + needed.getName() + " "), needed.getName());
      }
      runner
          .run(
              dict,
              List.of("one"),
              (d, key) -> {
                d.set(key, "stored");
                return d.get(key);
              })
          .orThrow();
      String later = Files.readString(log).substring(ready.length());
      assertFalse(later.contains("jdk.internal.foreign.abi.DowncallStub"), "linked in the task");
    }
  }

  @Test
  void nothingIsLeftBehind() throws IOException {
    Path place = Files.createDirectory(folder.resolve("place"));
    WarmUp.in(place).task(WarmUpTest.class.getClassLoader());
    assertEquals(List.of(), files(place));
  }

  @Test
  void whereItCannotBeDoneNothingIsThrown() throws IOException {
    assertNull(WarmUp.in(folder.resolve("absent")));
    assertFalse(Files.exists(folder.resolve("absent")));
  }

  @Test
  void whatAKilledWorkerLeftIsRemovedWithTheMeetingPlace() throws IOException {
    Path place;
    try (Rendezvous rendezvous = new Rendezvous()) {
      place = rendezvous.address().getParent();
      Files.createFile(place.resolve("first.mmdpickle"));
    }
    assertFalse(Files.exists(place));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
