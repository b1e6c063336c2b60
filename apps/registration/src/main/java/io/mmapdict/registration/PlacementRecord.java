package io.mmapdict.registration;

import io.mmapdict.ndarray.NDArray;
import io.mmapdict.registration.vision.Homography;
import io.mmapdict.registration.vision.PairResult;
import io.mmapdict.registration.vision.PhotoResult;
import java.util.List;
import java.util.Optional;

/**
 * Where a photo stands in the frame of the reference: {@code placements/NAME}.
 *
 * @param transform float64, 3 x 3, from the photo's pixels to the reference's; None if it failed
 * @param inliers keypoints that agree; the fewest of any link on the way; 0 for the reference
 * @param rms of their distances in pixels, over several links the root of the sum of squares; None
 *     if it failed
 * @param uncertainty the standard deviation of a pixel's place, on average over the photo, in
 *     pixels of the reference; None if it failed
 * @param path the photos on the way, this one first, the reference last; empty if it failed
 * @param why what speaks against it, if it failed
 */
public record PlacementRecord(
    Optional<NDArray> transform,
    long inliers,
    Optional<Double> rms,
    Optional<Double> uncertainty,
    List<String> path,
    Optional<String> why) {

  /** Of the graph's result for one of some photos, of which the first is the reference. */
  static PlacementRecord of(PhotoResult result, List<String> names) {
    return switch (result) {
      case PhotoResult.Reference _ ->
          placed(Homography.IDENTITY, 0, 0, 0, List.of(names.getFirst()));
      case PhotoResult.Registered found ->
          placed(
              found.transform(),
              found.inliers(),
              found.rms(),
              found.uncertainty(),
              found.path().stream().map(names::get).toList());
      case PhotoResult.Failed(String why, int inliers) ->
          new PlacementRecord(
              Optional.empty(),
              inliers,
              Optional.empty(),
              Optional.empty(),
              List.of(),
              Optional.of(why));
    };
  }

  private static PlacementRecord placed(
      Homography transform, int inliers, double rms, double uncertainty, List<String> path) {
    return new PlacementRecord(
        Optional.of(StoredPhotos.array(transform)),
        inliers,
        Optional.of(rms),
        Optional.of(uncertainty),
        path,
        Optional.empty());
  }

  /** Whether other photos lie between it and the reference. */
  boolean isChained() {
    return path.size() > 2;
  }

  Homography homography() {
    return Homography.of(transform.orElseThrow().toDoubleArray());
  }

  /** This, or what was found straight against the reference, if that succeeded: no detour. */
  PlacementRecord or(PairResult direct) {
    return switch (direct) {
      case PairResult.Registered found ->
          placed(
              found.transform(),
              found.inliers(),
              found.rms(),
              found.uncertainty(),
              List.of(path.getFirst(), path.getLast()));
      case PairResult.Failed _ -> this;
    };
  }

  /** As the summary tells it. */
  RegistrationRecord.Image toImage(Optional<Double> exposure) {
    String status =
        switch (path.size()) {
          case 0 -> RegistrationRecord.FAILED;
          case 1 -> RegistrationRecord.REFERENCE;
          default -> RegistrationRecord.REGISTERED;
        };
    return new RegistrationRecord.Image(status, inliers, rms, why, exposure);
  }
}
