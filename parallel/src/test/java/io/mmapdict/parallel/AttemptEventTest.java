package io.mmapdict.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Java's flight recorder is told. */
class AttemptEventTest {
  @TempDir Path folder;

  @Test
  void eachAttemptIsAnEvent() throws Exception {
    Path recorded = folder.resolve("attempts.jfr");
    Set<String> told = new HashSet<>();
    try (Recording recording = new Recording();
        MmapDict dict = MmapDict.open(folder.resolve("shared.mmdpickle"));
        TaskRunner runner = TaskRunner.threads(2, WorkerOptions.DEFAULT.withAttempts(2))) {
      recording.enable("io.mmapdict.TaskAttempt");
      recording.start();
      runner.run(
          dict,
          List.of("0", "one"),
          (d, key) -> Integer.parseInt(key),
          event -> told.add(event.key() + " " + event.attempt() + " " + event.worker()));
      recording.stop();
      recording.dump(recorded);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(recorded);
    assertEquals(3, events.size());
    Set<String> seen = new HashSet<>();
    for (RecordedEvent event : events) {
      String key = event.getString("key");
      seen.add(key + " " + event.getInt("attempt") + " " + event.getInt("worker"));
      assertEquals(
          key.equals("0") ? "done" : "threw java.lang.NumberFormatException",
          event.getString("outcome"));
      assertTrue(event.getDuration().isPositive(), event.toString());
    }
    assertEquals(told, seen);
  }
}
