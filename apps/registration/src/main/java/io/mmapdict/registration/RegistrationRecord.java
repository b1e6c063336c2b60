package io.mmapdict.registration;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The summary under the key {@code registration}.
 *
 * @param reference the name of the photo whose frame the transforms lead to
 * @param images per photo, in the order they were given
 * @param merge what the key "merged" was made of, once it is there
 */
public record RegistrationRecord(
    String reference, Map<String, Image> images, Optional<Merge> merge) {

  /** Says {@link Image#status()}. */
  public static final String REFERENCE = "reference";

  /** Says {@link Image#status()}. */
  public static final String REGISTERED = "registered";

  /** Says {@link Image#status()}. */
  public static final String FAILED = "failed";

  /**
   * What became of one photo.
   *
   * @param status {@value #REFERENCE}, {@value #REGISTERED} or {@value #FAILED}
   * @param inliers matched keypoints that agree with the transform; 0 for the reference
   * @param rms of their distance from where the transform puts them, in pixels; None if it failed
   * @param why what speaks against it, if it failed
   * @param exposure in seconds, if it is known
   */
  public record Image(
      String status,
      long inliers,
      Optional<Double> rms,
      Optional<String> why,
      Optional<Double> exposure) {

    /** The same with another exposure time. */
    Image withExposure(Optional<Double> seconds) {
      return new Image(status, inliers, rms, why, seconds);
    }
  }

  /**
   * What a merged picture was made of.
   *
   * @param kind {@code hdr} or {@code stitch}
   * @param photos those that went into it
   * @param exposures their exposure times in seconds; empty for {@code stitch}
   */
  public record Merge(String kind, List<String> photos, List<Double> exposures) {}

  /** The names of the photos that have a transform, the reference too. */
  List<String> registered() {
    return images.entrySet().stream()
        .filter(image -> !image.getValue().status().equals(FAILED))
        .map(Map.Entry::getKey)
        .toList();
  }
}
