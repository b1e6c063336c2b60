package io.mmapdict.registration;

import io.mmapdict.ndarray.NDArray;
import io.mmapdict.registration.vision.Homography;
import io.mmapdict.registration.vision.PairResult;
import java.util.Optional;

/**
 * What became of the attempt to register one photo to another: {@code matches/FROM/TO}.
 *
 * @param transform float64, 3 x 3, from FROM's pixels to TO's; None if it failed
 * @param inliers matched keypoints that agree with it, or with the best candidate
 * @param rms of their distances, in pixels of the coarser photo; None if it failed
 * @param uncertainty the standard deviation of a pixel's place, on average over FROM, in pixels of
 *     TO; None if it failed
 * @param correlation the median local correlation of the two photos; None if it failed
 * @param why what speaks against it, if it failed
 */
public record MatchRecord(
    Optional<NDArray> transform,
    long inliers,
    Optional<Double> rms,
    Optional<Double> uncertainty,
    Optional<Double> correlation,
    Optional<String> why) {

  static MatchRecord of(PairResult result) {
    return switch (result) {
      case PairResult.Registered found ->
          new MatchRecord(
              Optional.of(StoredPhotos.array(found.transform())),
              found.inliers(),
              Optional.of(found.rms()),
              Optional.of(found.uncertainty()),
              Optional.of(found.correlation()),
              Optional.empty());
      case PairResult.Failed(String why, int inliers) ->
          new MatchRecord(
              Optional.empty(),
              inliers,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.of(why));
    };
  }

  PairResult toResult() {
    int count = Math.toIntExact(inliers);
    return transform.isEmpty()
        ? new PairResult.Failed(why.orElseThrow(), count)
        : new PairResult.Registered(
            Homography.of(transform.get().toDoubleArray()),
            count,
            rms.orElseThrow(),
            uncertainty.orElseThrow(),
            correlation.orElseThrow());
  }
}
