package io.mmapdict.registration.vision;

import java.util.Optional;

/**
 * How likely it is that wrong pairs alone agree with some homography as well as these do: the
 * expected number of such homographies over all samples of four pairs (the a-contrario test of
 * Moisan, Moulon and Monasse 2012).
 */
final class Chance {
  private static final int SAMPLE = 4;
  private static final int MIN_INLIERS = 10;

  /** One false one in so many, as a power of ten. */
  private static final double MAX_LOG10_EXPECTED = -6;

  /** Share of the pairs that must lie within half the tolerance. */
  private static final double MIN_CLOSE = 0.5;

  private Chance() {}

  /** What speaks against it, if anything does. */
  static Optional<String> doubt(int inliers, int pairs, double tolerance, int width, int height) {
    if (inliers < MIN_INLIERS) {
      return Optional.of(
          "only %d of %d pairs of keypoints agree, %d are needed"
              .formatted(inliers, pairs, MIN_INLIERS));
    }
    double expected = log10Expected(inliers, pairs, tolerance, width, height);
    if (expected > MAX_LOG10_EXPECTED) {
      return Optional.of(
          "%d of %d pairs of keypoints agree, which chance explains too".formatted(inliers, pairs));
    }
    return Optional.empty();
  }

  /**
   * What speaks against pairs that were looked for near their places: were they there by chance,
   * they would lie anywhere within the tolerance, and a quarter of them within half of it.
   *
   * @param close how many lie within half the tolerance
   * @param inliers how many lie within it
   */
  static Optional<String> doubtOfScatter(int close, int inliers) {
    if (inliers < MIN_INLIERS) {
      return Optional.of(
          "only %d pairs of keypoints agree, %d are needed".formatted(inliers, MIN_INLIERS));
    }
    if (close < MIN_CLOSE * inliers) {
      return Optional.of(
          "the %d pairs of keypoints that agree scatter as if by chance".formatted(inliers));
    }
    return Optional.empty();
  }

  static double log10Expected(int inliers, int pairs, double tolerance, int width, int height) {
    double hit = Math.PI * tolerance * tolerance / ((double) width * height);
    return Math.log10(pairs - SAMPLE + 1)
        + log10Choose(pairs, inliers)
        + log10Choose(inliers, SAMPLE)
        + (inliers - SAMPLE) * Math.log10(hit);
  }

  private static double log10Choose(int n, int k) {
    double sum = 0;
    for (int i = 1; i <= k; i++) {
      sum += Math.log10((n - k + i) / (double) i);
    }
    return sum;
  }
}
