package io.mmapdict.registration;

import io.mmapdict.MmapDict;
import io.mmapdict.MmapDictException;
import io.mmapdict.OpenMode;
import io.mmapdict.parallel.ProgressEvent;
import io.mmapdict.parallel.RunReport;
import io.mmapdict.parallel.Task;
import io.mmapdict.parallel.TaskFailure;
import io.mmapdict.parallel.TaskRunner;
import io.mmapdict.parallel.stages.StageRunner;
import io.mmapdict.registration.photo.PhotoException;
import io.mmapdict.registration.photo.PhotoReader;
import io.mmapdict.registration.photo.Pixels;
import io.mmapdict.registration.vision.PairPlan;
import io.mmapdict.registration.vision.PairResult;
import io.mmapdict.registration.vision.PhotoResult;
import io.mmapdict.registration.vision.TransformGraph;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Registers photographs to the first of them, in worker processes that share one file.
 *
 * <p>The file gets, by the photo's file name without extension: {@code images/NAME} (uint8 or
 * uint16, height x width [x 3], RGB), {@code keypoints/NAME} ({@link KeypointRecord}), {@code
 * transforms/NAME} (float64, 3 x 3; pixel x right, y down, first pixel's centre at (0, 0); of NAME
 * to the reference), {@code registration} ({@link RegistrationRecord}), and with a merge {@code
 * merged} and, for a mosaic, {@code merged/transform} from the reference to it.
 *
 * <p>What is in the file already is reused: a run that was stopped goes on where it was, and a
 * second run does nothing anew.
 */
public final class Registration {
  private final MmapDict dict;
  private final RegisterOptions options;
  private final RegistrationListener listener;
  private final @Nullable StageRunner cluster;
  private int workers = 1;
  private @Nullable TaskRunner runner;

  private Registration(
      MmapDict dict,
      RegisterOptions options,
      RegistrationListener listener,
      @Nullable StageRunner cluster) {
    this.dict = dict;
    this.options = options;
    this.listener = listener;
    this.cluster = cluster;
  }

  /**
   * Does the whole job and returns what the file's key {@code registration} says then.
   *
   * @throws RegistrationException if there is nothing to register, photos share a name, exposure
   *     times for a radiance map are missing, or a worker fails
   * @throws PhotoException if a photo cannot be read
   * @throws InterruptedException if the thread is interrupted; what was done stays in the file
   */
  public static RegistrationRecord run(RegisterOptions options, RegistrationListener listener)
      throws InterruptedException {
    return run(options, listener, null);
  }

  /**
   * Like {@link #run(RegisterOptions, RegistrationListener)}, by the machines of a cluster.
   *
   * @param cluster runs the tasks, which write to the file and read the photos under the paths they
   *     have here; null for worker processes
   */
  public static RegistrationRecord run(
      RegisterOptions options, RegistrationListener listener, @Nullable StageRunner cluster)
      throws InterruptedException {
    Map<String, Path> photos = byName(options.photos());
    OpenMode mode = photos.isEmpty() ? OpenMode.READ_WRITE : OpenMode.CREATE;
    try (MmapDict dict = MmapDict.open(options.file(), mode)) {
      Registration registration = new Registration(dict, options, listener, cluster);
      try {
        return registration.run(photos);
      } finally {
        if (registration.runner != null) {
          registration.runner.close();
        }
      }
    }
  }

  private RegistrationRecord run(Map<String, Path> photos) throws InterruptedException {
    RegistrationRecord before = dict.get(Keys.REGISTRATION, RegistrationRecord.class);
    List<String> names = photos.isEmpty() ? storedNames(before) : List.copyOf(photos.keySet());
    Map<String, Optional<Double>> exposures = new LinkedHashMap<>();
    names.forEach(name -> exposures.put(name, exposure(name, photos.get(name), before)));
    MergeKind merge = options.merge();
    if (merge == MergeKind.HDR) {
      requireExposures(exposures);
    }
    workers =
        Math.min(options.workers(), Math.max(names.size(), PairPlan.pairs(names.size()).size()));
    boolean unchanged = ingest(names, photos);
    RegistrationRecord record = register(names, unchanged ? before : null, exposures);
    return merge == null ? record : new MergeStage(dict, options, listener).run(merge, record);
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

  private List<String> storedNames(@Nullable RegistrationRecord before) {
    List<String> names =
        before != null
            ? List.copyOf(before.images().keySet())
            : dict.keySet().stream().filter(Keys::isImage).map(Keys::imageName).toList();
    if (names.isEmpty()) {
      throw new RegistrationException(
          dict.path() + ": holds no images/NAME; name the photos to register");
    }
    return names;
  }

  /** Pixels and keypoints of all photos into the file. True if all of them were there. */
  private boolean ingest(List<String> names, Map<String, Path> photos) throws InterruptedException {
    List<PhotoStage.Work> missing = new ArrayList<>();
    for (String name : names) {
      boolean hasImage = reuse(Keys.image(name));
      boolean hasKeypoints = reuse(Keys.keypoints(name));
      if (!hasImage || !hasKeypoints) {
        Path photo = photos.get(name);
        missing.add(new PhotoStage.Work(name, photo == null ? null : pathOf(photo)));
      }
    }
    runStage("keypoints", missing, PhotoStage.task());
    return missing.isEmpty();
  }

  /** As it was given, if workers have the folder of this process. */
  private String pathOf(Path photo) {
    return (cluster == null ? photo : photo.toAbsolutePath()).toString();
  }

  /** As it was given, else by EXIF, else as an earlier run found it. */
  private Optional<Double> exposure(
      String name, @Nullable Path photo, @Nullable RegistrationRecord before) {
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

  private static void requireExposures(Map<String, Optional<Double>> exposures) {
    exposures.forEach((photo, seconds) -> {
      if (seconds.isEmpty()) {
        throw new RegistrationException(
            photo
                + ": its exposure time is not known (none in EXIF), which hdr needs; name the times"
                + " of all photos in their order: --times 1/30,1/8,...");
      }
    });
  }

  private boolean reuse(String key) {
    boolean there = dict.containsKey(key);
    if (there) {
      listener.reused(key);
    }
    return there;
  }

  private RegistrationRecord register(
      List<String> names,
      @Nullable RegistrationRecord before,
      Map<String, Optional<Double>> exposures)
      throws InterruptedException {
    Map<String, RegistrationRecord.Image> images;
    Optional<RegistrationRecord.Merge> merge;
    if (before != null && isComplete(before, names)) {
      names.forEach(name -> reuse(Keys.transform(name)));
      images = new LinkedHashMap<>(before.images());
      merge = before.merge();
    } else {
      images = transforms(names);
      merge = Optional.empty();
    }
    images.replaceAll((name, image) -> image.withExposure(exposures.get(name)));
    RegistrationRecord record = new RegistrationRecord(names.getFirst(), images, merge);
    if (record.equals(before)) {
      listener.reused(Keys.REGISTRATION);
    } else {
      dict.set(Keys.REGISTRATION, record);
    }
    return record;
  }

  /** Whether an earlier run registered these very photos to the same reference. */
  private boolean isComplete(RegistrationRecord before, List<String> names) {
    return before.reference().equals(names.getFirst())
        && List.copyOf(before.images().keySet()).equals(names)
        && before.registered().stream().allMatch(name -> dict.containsKey(Keys.transform(name)));
  }

  private Map<String, RegistrationRecord.Image> transforms(List<String> names)
      throws InterruptedException {
    List<PhotoResult> results = TransformGraph.solve(sizes(names), pairs(names));
    forgetEarlierResults();
    List<TransformStage.Work> work = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      switch (results.get(i)) {
        case PhotoResult.Reference _ -> work.add(TransformStage.Work.ofReference(names.get(i)));
        case PhotoResult.Registered registered ->
            work.add(TransformStage.Work.of(names.get(i), names.getFirst(), registered));
        case PhotoResult.Failed _ -> {}
      }
    }
    Map<String, TransformStage.Support> support = new LinkedHashMap<>();
    runStage("transforms", work, TransformStage.task())
        .results()
        .forEach((done, supported) -> support.put(done.name(), supported));
    Map<String, RegistrationRecord.Image> images = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      images.put(names.get(i), summary(results.get(i), support.get(names.get(i))));
    }
    return images;
  }

  /**
   * What another run found, with other photos or another reference, holds no more; and should this
   * one be killed half-way, nobody must take the new transforms for those of the old record.
   */
  private void forgetEarlierResults() {
    dict.delete(Keys.REGISTRATION);
    dict.delete(Keys.MERGED);
    dict.delete(Keys.MERGED_TRANSFORM);
    List.copyOf(dict.keySet()).stream().filter(Keys::isTransform).forEach(dict::delete);
  }

  private static RegistrationRecord.Image summary(
      PhotoResult result, TransformStage.@Nullable Support support) {
    if (result instanceof PhotoResult.Failed failed) {
      return new RegistrationRecord.Image(
          RegistrationRecord.FAILED,
          failed.inliers(),
          Optional.empty(),
          Optional.of(failed.why()),
          Optional.empty());
    }
    if (support == null) {
      throw new IllegalStateException("a photo without a transform and without a failure");
    }
    String status =
        result instanceof PhotoResult.Reference
            ? RegistrationRecord.REFERENCE
            : RegistrationRecord.REGISTERED;
    return new RegistrationRecord.Image(
        status, support.inliers(), Optional.of(support.rms()), Optional.empty(), Optional.empty());
  }

  private List<TransformGraph.Size> sizes(List<String> names) {
    List<TransformGraph.Size> sizes = new ArrayList<>();
    for (String name : names) {
      Pixels pixels = StoredPhotos.pixels(dict, name);
      sizes.add(new TransformGraph.Size(pixels.width(), pixels.height()));
    }
    return sizes;
  }

  private Map<PairPlan.Pair, PairResult> pairs(List<String> names) throws InterruptedException {
    Map<PairStage.Work, PairPlan.Pair> work = new LinkedHashMap<>();
    for (PairPlan.Pair pair : PairPlan.pairs(names.size())) {
      work.put(new PairStage.Work(names.get(pair.from()), names.get(pair.to())), pair);
    }
    Map<PairPlan.Pair, PairResult> results = new LinkedHashMap<>();
    runStage("pairs", work.keySet(), PairStage.task())
        .results()
        .forEach((pair, outcome) -> results.put(work.get(pair), outcome.toResult()));
    return results;
  }

  /**
   * Runs one stage in the cluster, or in workers, which start with the first that has something to
   * do.
   */
  private <K, R extends @Nullable Object> RunReport<K, R> runStage(
      String stage, Collection<K> work, Task<K, R> task) throws InterruptedException {
    if (work.isEmpty()) {
      return TaskRunner.threads(1).run(dict, work, task);
    }
    listener.progress(stage, 0, work.size());
    RunReport<K, R> report = runner().run(dict, work, task, event -> tell(stage, event));
    if (!report.failures().isEmpty()) {
      throw failure(stage, report.failures().getFirst());
    }
    return report;
  }

  private StageRunner runner() {
    if (cluster != null) {
      return cluster;
    }
    if (runner == null) {
      runner = TaskRunner.processes(workers);
    }
    return runner::run;
  }

  private void tell(String stage, ProgressEvent event) {
    if (event.kind() == ProgressEvent.Kind.DONE || event.kind() == ProgressEvent.Kind.FAILED) {
      listener.progress(stage, event.done() + event.failed(), event.total());
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
              stage + " of " + failure.key() + ": " + failure.exception(), failure.exception());
    };
  }
}
