package io.mmapdict.registration;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to register and how.
 *
 * @param file the mmapdict file; made if missing
 * @param photos the photos, the reference first; empty for those that the file holds already
 * @param workers worker processes, at least 1
 * @param merge how to merge, or null for not at all
 * @param exposureSeconds one exposure time per photo in their order, or empty for those of EXIF
 * @param out where to write the merged picture as PNG, or null for nowhere
 */
public record RegisterOptions(
    Path file,
    List<Path> photos,
    int workers,
    @Nullable MergeKind merge,
    List<Double> exposureSeconds,
    @Nullable Path out) {

  /**
   * Copies the lists.
   *
   * @throws RegistrationException if the options contradict one another
   */
  public RegisterOptions {
    photos = List.copyOf(photos);
    exposureSeconds = List.copyOf(exposureSeconds);
    if (workers < 1) {
      throw new RegistrationException("expected at least 1 worker, found " + workers);
    }
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
}
