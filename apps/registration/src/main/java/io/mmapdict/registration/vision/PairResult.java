package io.mmapdict.registration.vision;

/** What became of the attempt to register one photo to another. */
public sealed interface PairResult {

  /**
   * The transform passed every test.
   *
   * @param transform from the first photo to the second
   * @param inliers pairs of keypoints that agree with it
   * @param rms of their distances, in pixels of the coarser of the two photos
   * @param uncertainty the standard deviation of a pixel's place, on average over the first photo,
   *     in pixels of the second
   * @param correlation the median over the overlap of the local correlation of the two photos, at
   *     most 1
   */
  record Registered(
      Homography transform, int inliers, double rms, double uncertainty, double correlation)
      implements PairResult {}

  /**
   * There is no transform to trust.
   *
   * @param why one sentence for the user
   * @param inliers pairs of keypoints that agreed with the best candidate; 0 without a candidate
   */
  record Failed(String why, int inliers) implements PairResult {}
}
