package io.mmapdict.registration;

import io.mmapdict.parallel.stages.PipelineOptions;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to register and how. The {@code with} methods give others.
 *
 * @param file the mmapdict file; made if missing
 * @param photos the photos, the reference first; empty for those that the file holds already
 * @param merge how to merge, or null for not at all
 * @param exposureSeconds one exposure time per photo in their order, or empty for those of EXIF
 * @param out where to write the merged picture as PNG, or null for nowhere
 * @param pipeline what is done again, and which keys alone are made
 */
public record RegisterOptions(
    Path file,
    List<Path> photos,
    @Nullable MergeKind merge,
    List<Double> exposureSeconds,
    @Nullable Path out,
    PipelineOptions pipeline) {

  /**
   * Copies the lists.
   *
   * @throws RegistrationException if the options contradict one another
   */
  public RegisterOptions {
    photos = List.copyOf(photos);
    exposureSeconds = List.copyOf(exposureSeconds);
    if (!exposureSeconds.isEmpty() && exposureSeconds.size() != photos.size()) {
      throw new RegistrationException(
          "expected one exposure time per photo, in their order: "
              + photos.size()
              + " photos, "
              + exposureSeconds.size()
              + " times");
    }
    for (double seconds : exposureSeconds) {
      if (!(seconds > 0) || Double.isInfinite(seconds)) {
        throw new RegistrationException("an exposure time must be above 0 s, found " + seconds);
      }
    }
    if (out != null && merge == null) {
      throw new RegistrationException(
          out + ": nothing to write there without a merge; say hdr or stitch");
    }
  }

  /** Photos that are registered and not merged. */
  public static RegisterOptions of(Path file, List<Path> photos) {
    return new RegisterOptions(file, photos, null, List.of(), null, PipelineOptions.DEFAULT);
  }

  /** The same, merged. */
  public RegisterOptions withMerge(MergeKind merge) {
    return new RegisterOptions(file, photos, merge, exposureSeconds, out, pipeline);
  }

  /** The same with exposure times, in seconds. */
  public RegisterOptions withExposures(List<Double> exposureSeconds) {
    return new RegisterOptions(file, photos, merge, exposureSeconds, out, pipeline);
  }

  /** The same with a picture of what is merged. */
  public RegisterOptions withOut(Path out) {
    return new RegisterOptions(file, photos, merge, exposureSeconds, out, pipeline);
  }

  /** The same, of which other things are made. */
  public RegisterOptions withPipeline(PipelineOptions pipeline) {
    return new RegisterOptions(file, photos, merge, exposureSeconds, out, pipeline);
  }
}
