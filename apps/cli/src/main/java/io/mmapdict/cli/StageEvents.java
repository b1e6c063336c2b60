package io.mmapdict.cli;

import io.mmapdict.parallel.ProgressEvent;
import io.mmapdict.parallel.stages.StageReport;
import io.mmapdict.registration.RegistrationRecord;
import io.mmapdict.viewer.JsonOut;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** For machines: on standard output one JSON object a line, as soon as it is so. */
final class StageEvents implements StageNews {
  private static final double MILLIS = 1000;

  private final List<StageTally> tallies = new ArrayList<>();

  @Override
  public void begins(String stage, int planned, int kept) {
    tallies.add(new StageTally(stage, planned, kept));
    Map<String, @Nullable Object> line = event("stage");
    line.put("stage", stage);
    line.put("tasks", planned);
    line.put("skipped", kept);
    print(line);
  }

  @Override
  public void on(String stage, ProgressEvent event) {
    tallies.getLast().add(event);
    Map<String, @Nullable Object> line = event(event.kind().name().toLowerCase(Locale.ROOT));
    line.put("stage", stage);
    line.put("key", event.key().toString());
    line.put("worker", event.worker());
    line.put("attempt", event.attempt());
    line.put("ended", event.done() + event.failed());
    line.put("tasks", event.total());
    if (event.why() != null) {
      line.put("why", StageTally.why(event));
      line.put("stackTrace", event.stackTrace());
    }
    if (event.kind() == ProgressEvent.Kind.RETRIED) {
      line.put("pause", event.pause().toMillis() / MILLIS);
    }
    if (!event.printed().isEmpty()) {
      line.put("printed", event.printed());
    }
    print(line);
  }

  @Override
  public void ended(StageReport report) {
    tallies.getLast().end(report);
  }

  @Override
  public void photos(RegistrationRecord record) {
    record
        .images()
        .forEach((name, image) -> {
          Map<String, @Nullable Object> line = event("photo");
          line.put("photo", name);
          line.put("status", image.status());
          line.put("inliers", image.inliers());
          line.put("rms", image.rms().orElse(null));
          line.put("why", image.why().orElse(null));
          print(line);
        });
  }

  @Override
  public void wrote(Path picture) {
    Map<String, @Nullable Object> line = event("wrote");
    line.put("file", picture.toString());
    print(line);
  }

  @Override
  public void close() {
    List<Map<String, Object>> stages = new ArrayList<>();
    for (StageTally tally : tallies) {
      Map<String, Object> stage = new LinkedHashMap<>();
      stage.put("stage", tally.stage());
      stage.put("done", tally.done());
      stage.put("skipped", tally.kept());
      stage.put("retried", tally.retried());
      stage.put("failed", tally.failed());
      stage.put("elsewhere", tally.elsewhere());
      stage.put("blocked", tally.blocked());
      stage.put("left", tally.left());
      stage.put("seconds", tally.seconds());
      stage.put("bytes", tally.bytes());
      stages.add(stage);
    }
    Map<String, @Nullable Object> line = event("summary");
    line.put("stages", stages);
    print(line);
  }

  private static Map<String, @Nullable Object> event(String kind) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("event", kind);
    return line;
  }

  private static void print(Map<String, @Nullable Object> line) {
    Output.printLine(JsonOut.of(line));
    Output.flush();
  }
}
