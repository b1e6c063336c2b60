package io.mmapdict.registration;

import io.mmapdict.MmapDict;
import io.mmapdict.MmapDictException;
import io.mmapdict.OpenMode;
import io.mmapdict.parallel.TaskFailure;
import io.mmapdict.parallel.TaskRunner;
import io.mmapdict.parallel.stages.Pipeline;
import io.mmapdict.parallel.stages.PipelineListener;
import io.mmapdict.parallel.stages.PipelineOptions;
import io.mmapdict.parallel.stages.PipelineReport;
import io.mmapdict.parallel.stages.Planned;
import io.mmapdict.parallel.stages.StageReport;
import io.mmapdict.parallel.stages.StageRunner;
import io.mmapdict.registration.photo.PhotoException;
import io.mmapdict.registration.photo.PhotoReader;
import io.mmapdict.registration.photo.PngWriter;
import io.mmapdict.registration.vision.Homography;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Registers photographs to the first of them, in workers that share one file.
 *
 * <p>A {@link Pipeline} makes, by the photo's file name without extension: {@code images/NAME}
 * (uint8 or uint16, height x width [x 3], RGB), {@code keypoints/NAME} ({@link KeypointRecord}),
 * {@code matches/FROM/TO} ({@link MatchRecord}), {@code graph} ({@link GraphRecord}) and {@code
 * placements/NAME} ({@link PlacementRecord}). Of all of them are made {@code transforms/NAME}
 * (float64, 3 x 3; pixel x right, y down, first pixel's centre at (0, 0); of NAME to the
 * reference), {@code registration} ({@link RegistrationRecord}), and with a merge, by a pipeline of
 * its own in this process, {@code merged} and, for a mosaic, {@code merged/transform} from the
 * reference to it.
 *
 * <p>What is in the file already and up to date is kept: a run that was stopped or killed goes on
 * where it was, a second run makes nothing, and a photo that has changed is read again, with all
 * that was made of it.
 */
public final class Registration {
  /** What another run is just at is waited for, however large the photos are. */
  private static final Duration LONGEST_STEP = Duration.ofDays(1);

  /** What two runs at once on one file claim before they change the summary. */
  private static final String SUMMARY_CLAIM = "made/" + Keys.REGISTRATION;

  private final MmapDict dict;
  private final RegisterOptions options;
  private final List<String> names;
  private final Map<String, Path> photos;

  /** As it was when this run began; another run may have written it since. */
  private final @Nullable RegistrationRecord before;

  private Registration(MmapDict dict, RegisterOptions options, Map<String, Path> photos) {
    this.dict = dict;
    this.options = options;
    this.photos = photos;
    this.before = dict.get(Keys.REGISTRATION, RegistrationRecord.class);
    this.names = photos.isEmpty() ? storedNames() : List.copyOf(photos.keySet());
  }

  /**
   * Does the whole job and returns what the file's key {@code registration} says then.
   *
   * @param runner does the tasks, which write to the file and read the photos under the paths they
   *     have here: {@code taskRunner::run}, or a cluster
   * @param merger merges, for which it needs the memory for all photos at once: a runner of one
   *     thread of this process, for one worker's share may be too little
   * @return empty if {@link PipelineOptions#only()} leaves out some of what the whole is made of
   * @throws RegistrationException if there is nothing to register, photos share a name, exposure
   *     times for a radiance map are missing, or a task failed; what others made stays in the file
   * @throws PhotoException if a photo cannot be read
   * @throws InterruptedException if the thread is interrupted, or the runner was {@link
   *     TaskRunner#stop stopped} before all was done; what was done stays in the file
   */
  public static Optional<RegistrationRecord> run(
      RegisterOptions options, StageRunner runner, StageRunner merger, PipelineListener listener)
      throws InterruptedException {
    Map<String, Path> photos = byName(options.photos());
    OpenMode mode = photos.isEmpty() ? OpenMode.READ_WRITE : OpenMode.CREATE;
    try (MmapDict dict = MmapDict.open(options.file(), mode)) {
      dict.setClaimTimeout(LONGEST_STEP);
      return new Registration(dict, options, photos).run(runner, merger, listener);
    } catch (IllegalArgumentException e) { // what --only leaves out, or somebody removed, is needed
      throw new RegistrationException(e.getMessage(), e);
    }
  }

  /**
   * What a run would make, by the names of the stages in their order; of the merge, which depends
   * on what the others find, once they have nothing to do. Changes nothing.
   *
   * @throws RegistrationException as {@link #run}
   */
  public static Map<String, List<Planned>> plan(RegisterOptions options) {
    Map<String, Path> photos = byName(options.photos());
    if (Files.notExists(options.file()) && !photos.isEmpty()) {
      return planOfNewFile(options, photos);
    }
    try (MmapDict dict = MmapDict.open(options.file(), OpenMode.READ_ONLY)) {
      return new Registration(dict, options, photos).plan();
    } catch (IllegalArgumentException e) {
      throw new RegistrationException(e.getMessage(), e);
    }
  }

  private static Map<String, List<Planned>> planOfNewFile(
      RegisterOptions options, Map<String, Path> photos) {
    try {
      Path empty = Files.createTempFile("mmapdict", ".plan");
      try {
        Files.delete(empty);
        try (MmapDict dict = MmapDict.open(empty, OpenMode.CREATE)) {
          return new Registration(dict, options, photos).plan();
        } catch (IllegalArgumentException e) {
          throw new RegistrationException(e.getMessage(), e);
        }
      } finally {
        Files.deleteIfExists(empty);
      }
    } catch (IOException e) {
      throw new RegistrationException("no folder for temporary files to plan in: " + e, e);
    }
  }

  private Map<String, List<Planned>> plan() {
    Map<String, List<Planned>> plan = placing().plan(dict, options.pipeline());
    boolean merges =
        options.merge() != null && before != null && plan.values().stream().allMatch(List::isEmpty);
    if (merges) {
      plan = new LinkedHashMap<>(plan);
      plan.putAll(merging(before, exposures()).plan(dict, options.pipeline()));
    }
    return plan;
  }

  private Optional<RegistrationRecord> run(
      StageRunner runner, StageRunner merger, PipelineListener listener)
      throws InterruptedException {
    Map<String, Optional<Double>> exposures = exposures();
    require(placing().run(dict, runner, options.pipeline(), listener));
    if (!options.pipeline().only().equals(PipelineOptions.DEFAULT.only())) {
      return Optional.empty();
    }
    RegistrationRecord record = claimed(() -> summarize(exposures));
    return Optional.of(
        options.merge() == null ? record : merge(record, exposures, merger, listener));
  }

  /** One run at a time, for what it looks at and what it writes belong together. */
  private RegistrationRecord claimed(Supplier<RegistrationRecord> work) {
    return dict.inPlace(SUMMARY_CLAIM, place -> work.get());
  }

  private Pipeline placing() {
    return Pipeline.of(
        ImageStage.of(photos),
        KeypointStage.of(names),
        MatchStage.of(names),
        GraphStage.of(names),
        PlacementStage.of(names));
  }

  private Pipeline merging(RegistrationRecord record, Map<String, Optional<Double>> exposures) {
    return Pipeline.of(
        MergeStage.of(options.merge(), record.registered(), times(record, exposures)));
  }

  /** Of a radiance map. */
  private List<Double> times(RegistrationRecord record, Map<String, Optional<Double>> exposures) {
    return options.merge() == MergeKind.HDR
        ? record.registered().stream().map(name -> exposures.get(name).orElseThrow()).toList()
        : List.of();
  }

  private static Map<String, Path> byName(List<Path> photos) {
    Map<String, Path> byName = new LinkedHashMap<>();
    for (Path photo : photos) {
      if (!Files.isRegularFile(photo)) {
        throw new RegistrationException(
            photo + (Files.exists(photo) ? ": not a photo file" : ": no such file"));
      }
      Path other = byName.put(Keys.nameOf(photo), photo);
      if (other != null) {
        throw new RegistrationException(
            "%s and %s would share the key '%s'; rename one of them"
                .formatted(other, photo, Keys.image(Keys.nameOf(photo))));
      }
    }
    return byName;
  }

  private List<String> storedNames() {
    List<String> stored =
        before != null
            ? List.copyOf(before.images().keySet())
            : dict.keySet().stream().filter(Keys::isImage).map(Keys::imageName).toList();
    if (stored.isEmpty()) {
      throw new RegistrationException(
          dict.path() + ": holds no images/NAME; name the photos to register");
    }
    return stored;
  }

  private Map<String, Optional<Double>> exposures() {
    Map<String, Optional<Double>> exposures = new LinkedHashMap<>();
    for (String name : names) {
      Optional<Double> seconds = exposure(name, photos.get(name));
      if (options.merge() == MergeKind.HDR && seconds.isEmpty()) {
        throw new RegistrationException(
            name
                + ": its exposure time is not known (none in EXIF), which hdr needs; name the times"
                + " of all photos in their order: --times 1/30,1/8,...");
      }
      exposures.put(name, seconds);
    }
    return exposures;
  }

  /** As it was given, else by EXIF, else as an earlier run found it. */
  private Optional<Double> exposure(String name, @Nullable Path photo) {
    if (photo != null && !options.exposureSeconds().isEmpty()) {
      return Optional.of(options.exposureSeconds().get(options.photos().indexOf(photo)));
    }
    OptionalDouble exif =
        photo == null ? OptionalDouble.empty() : PhotoReader.exposureSeconds(photo);
    if (exif.isPresent()) {
      return Optional.of(exif.getAsDouble());
    }
    RegistrationRecord.Image image = before == null ? null : before.images().get(name);
    return image == null ? Optional.empty() : image.exposure();
  }

  /** Transforms and summary of what the pipeline found. */
  private RegistrationRecord summarize(Map<String, Optional<Double>> exposures) {
    Map<String, Homography> transforms = new LinkedHashMap<>();
    Map<String, RegistrationRecord.Image> images = new LinkedHashMap<>();
    for (String name : names) {
      PlacementRecord placed = StoredPhotos.need(dict, Keys.placement(name), PlacementRecord.class);
      if (placed.transform().isPresent()) {
        transforms.put(name, placed.homography());
      }
      images.put(name, placed.toImage(exposures.get(name)));
    }
    RegistrationRecord earlier = dict.get(Keys.REGISTRATION, RegistrationRecord.class);
    boolean holds = earlier != null && holds(earlier, images, transforms);
    if (!holds) {
      forgetEarlierResults();
      transforms.forEach(
          (name, transform) -> dict.set(Keys.transform(name), StoredPhotos.array(transform)));
    }
    RegistrationRecord record =
        new RegistrationRecord(
            names.getFirst(), images, holds ? earlier.merge() : Optional.empty());
    if (!record.equals(earlier)) {
      dict.set(Keys.REGISTRATION, record);
    }
    return record;
  }

  /** Whether an earlier summary, and the transforms in the file, say the same. */
  private boolean holds(
      RegistrationRecord earlier,
      Map<String, RegistrationRecord.Image> images,
      Map<String, Homography> transforms) {
    return List.copyOf(earlier.images().keySet()).equals(names)
        && names.stream()
            .allMatch(name ->
                earlier
                    .images()
                    .get(name)
                    .withExposure(Optional.empty())
                    .equals(images.get(name).withExposure(Optional.empty())))
        && transforms.entrySet().stream()
            .allMatch(entry -> isStored(entry.getKey(), entry.getValue()));
  }

  private boolean isStored(String name, Homography transform) {
    return dict.containsKey(Keys.transform(name))
        && Arrays.equals(transform.toArray(), StoredPhotos.transform(dict, name).toArray());
  }

  /**
   * What another run found, with other photos or another reference, holds no more; and should this
   * one be killed half-way, nobody must take the new transforms for those of the old record.
   */
  private void forgetEarlierResults() {
    dict.delete(Keys.REGISTRATION);
    forgetMerged();
    List.copyOf(dict.keySet()).stream().filter(Keys::isTransform).forEach(dict::delete);
  }

  private void forgetMerged() {
    dict.delete(Keys.MERGED);
    dict.delete(Keys.MERGED_TRANSFORM);
  }

  private RegistrationRecord merge(
      RegistrationRecord record,
      Map<String, Optional<Double>> exposures,
      StageRunner merger,
      PipelineListener listener)
      throws InterruptedException {
    MergeKind kind = options.merge();
    RegistrationRecord.Merge merge =
        new RegistrationRecord.Merge(
            kind.toString(), record.registered(), times(record, exposures));
    if (record.merge().isPresent() && !record.merge().get().equals(merge)) {
      // should this be killed, nobody takes the new for the old
      claimed(() -> summarizeUnmerged(record));
    }
    require(merging(record, exposures).run(dict, merger, options.pipeline(), listener));
    RegistrationRecord merged = claimed(() -> withMerge(record, merge));
    if (options.out() != null) {
      PngWriter.write(options.out(), MergeStage.preview(dict, kind));
    }
    return merged;
  }

  private RegistrationRecord summarizeUnmerged(RegistrationRecord record) {
    forgetMerged();
    RegistrationRecord unmerged =
        new RegistrationRecord(record.reference(), record.images(), Optional.empty());
    dict.set(Keys.REGISTRATION, unmerged);
    return unmerged;
  }

  private RegistrationRecord withMerge(RegistrationRecord record, RegistrationRecord.Merge merge) {
    RegistrationRecord merged =
        new RegistrationRecord(record.reference(), record.images(), Optional.of(merge));
    if (!merged.equals(dict.get(Keys.REGISTRATION, RegistrationRecord.class))) {
      dict.set(Keys.REGISTRATION, merged);
    }
    return merged;
  }

  private static void require(PipelineReport report) throws InterruptedException {
    for (StageReport stage : report.stages()) {
      if (!stage.failures().isEmpty()) {
        throw failure(stage.stage(), stage.failures().getFirst());
      }
    }
    if (report.stopped()) {
      throw new InterruptedException("The runner was stopped");
    }
  }

  /** A user's mistake as it is; anything else with the stage, the photo and the worker's trace. */
  private static RuntimeException failure(String stage, TaskFailure<?> failure) {
    return switch (failure.exception()) {
      case PhotoException mistake -> mistake;
      case RegistrationException mistake -> mistake;
      case MmapDictException mistake -> mistake;
      default ->
          new RegistrationException(
              stage + ", " + failure.key() + ": " + failure.exception(), failure.exception());
    };
  }
}
