package io.mmapdict.registration;

import io.mmapdict.ndarray.NDArray;
import io.mmapdict.parallel.ProgressEvent;
import io.mmapdict.parallel.TaskRunner;
import io.mmapdict.parallel.stages.PipelineListener;
import io.mmapdict.parallel.stages.StageReport;
import io.mmapdict.registration.photo.PngWriter;
import io.mmapdict.registration.scene.RenderedScene;
import io.mmapdict.registration.vision.Homography;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Four photos of a rendered scene whose truth is known, registered and merged. */
abstract class Bracket {
  static final int WIDTH = 400;
  static final int HEIGHT = 300;

  @TempDir static Path folder;

  static RenderedScene scene;
  static RenderedScene elsewhere;
  static final List<Path> PHOTOS = new ArrayList<>();

  /** The four photos, registered and merged; other runs begin with copies of it. */
  static Path bracket;

  static RegistrationRecord registered;

  @BeforeAll
  static void photographs() throws InterruptedException {
    scene = RenderedScene.render(11, WIDTH, HEIGHT);
    elsewhere = RenderedScene.render(12, WIDTH, HEIGHT);
    PHOTOS.clear();
    for (RenderedScene.Shot shot : scene.shots().subList(0, 4)) {
      Path photo = folder.resolve(shot.name() + ".png");
      PngWriter.write(photo, shot.pixels());
      PHOTOS.add(photo);
    }
    bracket = folder.resolve("bracket.mmdpickle");
    Path out = folder.resolve("bracket.png");
    registered = run(hdr(bracket, PHOTOS).withOut(out), new Told());
  }

  /** Keeps what is made and how much is kept. */
  static class Told implements PipelineListener {
    final List<String> made = new ArrayList<>();
    int kept;
    int done;

    @Override
    public void begins(String stage, int planned, int kept) {
      this.kept += kept;
    }

    @Override
    public void on(String stage, ProgressEvent event) {
      if (event.kind() == ProgressEvent.Kind.DONE) {
        made.add(event.key().toString());
      }
    }

    @Override
    public void ended(StageReport stage) {
      done += stage.done();
    }

    /** How many of a kind. */
    long made(String prefix) {
      return made.stream().filter(key -> key.startsWith(prefix)).count();
    }
  }

  static RegisterOptions hdr(Path file, List<Path> photos) {
    return RegisterOptions.of(file, photos)
        .withMerge(MergeKind.HDR)
        .withExposures(seconds(photos.size()));
  }

  static RegistrationRecord run(RegisterOptions options, Told told) throws InterruptedException {
    try (TaskRunner runner = TaskRunner.processes(2);
        TaskRunner merger = TaskRunner.threads(1)) {
      return Registration.run(options, runner::run, merger::run, told).orElseThrow();
    }
  }

  static List<Double> seconds(int photos) {
    return scene.shots().subList(0, photos).stream().map(RenderedScene.Shot::seconds).toList();
  }

  static double meanError(NDArray transform, Homography truth) {
    Homography found = Homography.of(transform.toDoubleArray());
    double sum = 0;
    int points = 0;
    for (int y = 0; y < HEIGHT; y += 20) {
      for (int x = 0; x < WIDTH; x += 20) {
        sum += Math.hypot(found.x(x, y) - truth.x(x, y), found.y(x, y) - truth.y(x, y));
        points++;
      }
    }
    return sum / points;
  }
}
