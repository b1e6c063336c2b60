package io.mmapdict.registration;

import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.parallel.stages.PipelineListener;
import io.mmapdict.parallel.stages.StageRunner;
import io.mmapdict.registration.hdr.RadianceMap;
import io.mmapdict.registration.photo.MatchPicture;
import io.mmapdict.registration.photo.Pixels;
import io.mmapdict.registration.photo.PngWriter;
import io.mmapdict.registration.scene.RenderedScene;
import io.mmapdict.registration.vision.Homography;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The whole pipeline on a scene whose truth is known: rendered, photographed with a moving camera
 * at known exposures, registered by worker processes, merged, and compared with the truth.
 */
public final class Demo {
  private static final long SEED = 1997;
  private static final int WIDTH = 800;
  private static final int HEIGHT = 600;
  private static final int STEPS = 21;

  /** Lines drawn in the picture of the matches; more would hide the photos. */
  private static final int DRAWN = 150;

  private Demo() {}

  /**
   * What the demo made, and how far it is from the truth.
   *
   * @param file the mmapdict file
   * @param merged PNG, the merged radiance tone-mapped
   * @param matches PNG, two photos with the keypoints that agree
   * @param record what the file says of the photos
   * @param transformErrors per registered photo, the mean distance between where its transform and
   *     where the truth puts the points of a grid, in pixels
   * @param radiance how the merged radiance compares with the true one
   */
  public record Result(
      Path file,
      Path merged,
      Path matches,
      RegistrationRecord record,
      Map<String, Double> transformErrors,
      LogFit radiance) {}

  /**
   * Runs in a folder, which is made if missing. What an earlier demo left there is reused.
   *
   * @throws InterruptedException if the thread is interrupted
   * @throws RegistrationException if the folder cannot be written, or a worker fails
   */
  public static Result run(
      Path folder, StageRunner runner, StageRunner merger, PipelineListener listener)
      throws InterruptedException {
    Path target = createFolder(folder.resolve("photos")); // before the scene, which takes seconds
    RenderedScene scene = RenderedScene.render(SEED, WIDTH, HEIGHT);
    List<Path> photos = writePhotos(target, scene);
    List<Double> seconds = scene.shots().stream().map(RenderedScene.Shot::seconds).toList();
    Path file = folder.resolve("demo.mmdpickle");
    Path merged = folder.resolve("merged.png");
    RegistrationRecord record =
        Registration.run(
                RegisterOptions.of(file, photos)
                    .withMerge(MergeKind.HDR)
                    .withExposures(seconds)
                    .withOut(merged),
                runner,
                merger,
                listener)
            .orElseThrow();
    Path matches = folder.resolve("matches.png");
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      drawMatches(dict, record, matches);
      return new Result(
          file,
          merged,
          matches,
          record,
          transformErrors(dict, record, scene),
          compare(dict, scene.truth()));
    }
  }

  private static Path createFolder(Path photos) {
    try {
      Files.createDirectories(photos);
    } catch (IOException e) {
      String why = e instanceof FileSystemException said ? said.getReason() : e.getMessage();
      throw new RegistrationException(
          "%s: this folder cannot be made%s; name another one"
              .formatted(photos, why == null ? "" : ": " + why),
          e);
    }
    return photos;
  }

  private static List<Path> writePhotos(Path photos, RenderedScene scene) {
    List<Path> files = new ArrayList<>();
    for (RenderedScene.Shot shot : scene.shots()) {
      Path file = photos.resolve(shot.name() + ".png");
      if (Files.notExists(file)) { // a new one would be read anew
        writeWhole(file, shot.pixels());
      }
      files.add(file);
    }
    return files;
  }

  /** Whoever ends this half-way leaves no half photo under the name. */
  private static void writeWhole(Path file, Pixels pixels) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    PngWriter.write(part, pixels);
    try {
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new RegistrationException(file + ": cannot be written: " + e, e);
    }
  }

  private static Map<String, Double> transformErrors(
      MmapDict dict, RegistrationRecord record, RenderedScene scene) {
    Map<String, Double> errors = new LinkedHashMap<>();
    for (RenderedScene.Shot shot : scene.shots().subList(1, scene.shots().size())) {
      if (record.registered().contains(shot.name())) {
        errors.put(
            shot.name(),
            meanDistance(StoredPhotos.transform(dict, shot.name()), shot.toReference()));
      }
    }
    return errors;
  }

  /** Over a grid of points on the photo, its corners included. */
  private static double meanDistance(Homography found, Homography truth) {
    double sum = 0;
    for (int i = 0; i < STEPS; i++) {
      for (int j = 0; j < STEPS; j++) {
        double x = (WIDTH - 1.0) * i / (STEPS - 1);
        double y = (HEIGHT - 1.0) * j / (STEPS - 1);
        sum += Math.hypot(found.x(x, y) - truth.x(x, y), found.y(x, y) - truth.y(x, y));
      }
    }
    return sum / (STEPS * STEPS);
  }

  private static LogFit compare(MmapDict dict, RadianceMap truth) {
    NDArray merged = dict.get(Keys.MERGED, NDArray.class);
    if (merged == null) {
      throw new RegistrationException(dict.path() + ": 'merged' was removed meanwhile");
    }
    return LogFit.ofLuminance(merged.toFloatArray(), truth.rgb());
  }

  /** The reference beside the registered photo that most keypoints agree with. */
  private static void drawMatches(MmapDict dict, RegistrationRecord record, Path out) {
    Optional<String> best =
        record.registered().stream()
            .filter(name -> !name.equals(record.reference()))
            .max((a, b) ->
                Long.compare(record.images().get(a).inliers(), record.images().get(b).inliers()));
    String other =
        best.orElseThrow(
            () -> new RegistrationException("no photo of the demo's scene could be registered"));
    Pixels left = StoredPhotos.pixels(dict, other);
    Pixels right = StoredPhotos.pixels(dict, record.reference());
    List<MatchPicture.Match> matches =
        Agreement.of(
            StoredPhotos.photo(dict, other).features(),
            StoredPhotos.photo(dict, record.reference()).features(),
            StoredPhotos.transform(dict, other));
    int step = Math.max(1, matches.size() / DRAWN);
    List<MatchPicture.Match> drawn = new ArrayList<>();
    for (int i = 0; i < matches.size(); i += step) {
      drawn.add(matches.get(i));
    }
    MatchPicture.write(out, left, right, drawn);
  }
}
