package io.mmapdict.registration.vision;

import boofcv.struct.geo.AssociatedPair;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * How precisely a least-squares homography is known over the overlap, from where its inliers lie
 * and how much they scatter: the covariance of the eight numbers carried to the points of a grid
 * (Hartley and Zisserman 2004, section 5.2). Inliers crowded in a corner fix a homography there and
 * nowhere else.
 */
final class Precision {
  /** In pixels of the second photo: the mean over the overlap of the standard deviation. */
  private static final double MAX_DEVIATION = 1.0;

  /** Nothing is better known than this; keeps a few lucky pairs from looking perfect. */
  private static final double MIN_SCATTER = 0.5;

  private static final int STEPS = 15;

  private Precision() {}

  /** What speaks against it, if anything does. */
  static Optional<String> doubt(
      HomographyFit.Fit fit,
      List<AssociatedPair> inliers,
      int width,
      int height,
      int otherWidth,
      int otherHeight) {
    double deviation = deviation(fit, inliers, width, height, otherWidth, otherHeight);
    if (deviation < MAX_DEVIATION) {
      return Optional.empty();
    }
    return Optional.of(
        "the %d pairs of keypoints that agree leave the transform uncertain by %.1f pixels"
            .formatted(inliers.size(), deviation));
  }

  static double deviation(
      HomographyFit.Fit fit,
      List<AssociatedPair> inliers,
      int width,
      int height,
      int otherWidth,
      int otherHeight) {
    Homography transform = fit.transform();
    int parameters = fit.model().parameters();
    DMatrixRMaj information = new DMatrixRMaj(parameters, parameters);
    double sum = 0;
    for (AssociatedPair pair : inliers) {
      DMatrixRMaj row = derivatives(fit, pair.p1.x, pair.p1.y, width);
      CommonOps_DDRM.multAddTransA(row, row, information);
      double dx = transform.x(pair.p1.x, pair.p1.y) - pair.p2.x;
      double dy = transform.y(pair.p1.x, pair.p1.y) - pair.p2.y;
      sum += dx * dx + dy * dy;
    }
    double freedom = 2.0 * inliers.size() - parameters;
    DMatrixRMaj covariance = new DMatrixRMaj(parameters, parameters);
    if (freedom <= 0 || !CommonOps_DDRM.invert(information, covariance)) {
      return Double.POSITIVE_INFINITY;
    }
    double variance = Math.max(sum / freedom, MIN_SCATTER * MIN_SCATTER);
    List<Overlap.Point> overlap =
        Overlap.grid(transform, STEPS, width, height, otherWidth, otherHeight);
    double mean = 0;
    for (Overlap.Point point : overlap) {
      DMatrixRMaj row = derivatives(fit, point.x(), point.y(), width);
      DMatrixRMaj half = new DMatrixRMaj(2, parameters);
      CommonOps_DDRM.mult(row, covariance, half);
      mean += Math.sqrt(variance * Math.max(0, traceOfProduct(half, row))) / overlap.size();
    }
    return overlap.isEmpty() ? Double.POSITIVE_INFINITY : mean;
  }

  private static double traceOfProduct(DMatrixRMaj a, DMatrixRMaj b) {
    double sum = 0;
    for (int i = 0; i < a.getNumElements(); i++) {
      sum += a.data[i] * b.data[i];
    }
    return sum;
  }

  /**
   * Of the transformed point by the parameters. Positions are counted in units of the photo's
   * width, which changes the parameters' size and not what comes out.
   */
  private static DMatrixRMaj derivatives(HomographyFit.Fit fit, double px, double py, double unit) {
    Homography h = fit.transform();
    double w = h.depth(px, py);
    double x = h.x(px, py);
    double y = h.y(px, py);
    double a = px / unit / w;
    double b = py / unit / w;
    double c = 1 / w;
    DMatrixRMaj byNumbers =
        new DMatrixRMaj(
            new double[][] {
              {a, b, c, 0, 0, 0, -x * a, -x * b},
              {0, 0, 0, a, b, c, -y * a, -y * b}
            });
    return fit.model().derivatives(byNumbers);
  }
}
