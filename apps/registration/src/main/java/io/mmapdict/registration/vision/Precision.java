package io.mmapdict.registration.vision;

import boofcv.struct.geo.AssociatedPair;
import boofcv.struct.image.GrayF32;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * How precisely a least-squares homography is known over the overlap, from where its inliers lie
 * and how much they scatter: the covariance of the eight numbers carried to the points of a grid
 * (Hartley and Zisserman 2004, section 5.2). Inliers crowded in a corner fix a homography there and
 * nowhere else, and those of one place ({@link Places}) count once.
 *
 * @param pairs how many agree
 * @param overlap the standard deviation of a pixel's place, on average over the overlap, in pixels
 *     of the coarser photo
 * @param photo the same over the whole photo that is registered, in pixels of the other
 */
record Precision(int pairs, double overlap, double photo) {
  private static final double MAX_IN_OVERLAP = 1;

  /** Two standard deviations are 5 pixels then: what makes a registration a false one. */
  private static final double MAX_IN_PHOTO = 2.5;

  /** Nothing is better known than this; keeps a few lucky pairs from looking perfect. */
  private static final double MIN_SCATTER = 0.5;

  private static final int STEPS = 15;

  /**
   * Measures it.
   *
   * @param fit from the finer photo to the coarser
   * @param coarseToFine whether it is the coarser photo that is to be registered to the finer
   */
  static Precision of(
      HomographyFit.Fit fit,
      List<AssociatedPair> inliers,
      GrayF32 fine,
      GrayF32 coarse,
      boolean coarseToFine) {
    Homography h = fit.transform();
    ToDoubleFunction<Overlap.Point> deviation = deviation(fit, inliers, fine.width);
    double overlap =
        Overlap.grid(h, STEPS, fine.width, fine.height, coarse.width, coarse.height).stream()
            .mapToDouble(deviation)
            .average()
            .orElse(Double.POSITIVE_INFINITY);
    double photo = coarseToFine ? ofCoarse(h, deviation, coarse) : ofFine(deviation, fine);
    return new Precision(inliers.size(), overlap, photo);
  }

  /** What speaks against the transform, if anything does. */
  Optional<String> doubt() {
    if (!(overlap < MAX_IN_OVERLAP)) {
      return Optional.of(
          "the %d pairs of keypoints that agree leave the transform uncertain by %.1f pixels"
              .formatted(pairs, overlap));
    }
    if (!(photo < MAX_IN_PHOTO)) {
      return Optional.of(
          "the %d pairs of keypoints that agree leave the photo outside the overlap uncertain by %.1f pixels"
              .formatted(pairs, photo));
    }
    return Optional.empty();
  }

  private static double ofFine(ToDoubleFunction<Overlap.Point> deviation, GrayF32 fine) {
    return Overlap.whole(STEPS, fine.width, fine.height).stream()
        .mapToDouble(deviation)
        .average()
        .orElse(Double.POSITIVE_INFINITY);
  }

  private static double ofCoarse(
      Homography fineToCoarse, ToDoubleFunction<Overlap.Point> deviation, GrayF32 coarse) {
    Homography back = fineToCoarse.inverse();
    return Overlap.whole(STEPS, coarse.width, coarse.height).stream()
        .mapToDouble(q ->
            back.depth(q.x(), q.y()) > 0
                ? deviation.applyAsDouble(
                        new Overlap.Point(back.x(q.x(), q.y()), back.y(q.x(), q.y())))
                    * back.jacobian(q.x(), q.y()).zoom()
                : Double.POSITIVE_INFINITY)
        .average()
        .orElse(Double.POSITIVE_INFINITY);
  }

  /** The standard deviation at a point of the first photo, in pixels of the second. */
  static ToDoubleFunction<Overlap.Point> deviation(
      HomographyFit.Fit fit, List<AssociatedPair> inliers, int width) {
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
    double crowd = (double) inliers.size() / Places.count(inliers);
    double freedom = 2 * inliers.size() - crowd * parameters;
    DMatrixRMaj covariance = new DMatrixRMaj(parameters, parameters);
    if (freedom <= 0 || !CommonOps_DDRM.invert(information, covariance)) {
      return _ -> Double.POSITIVE_INFINITY;
    }
    double variance = crowd * Math.max(sum / freedom, MIN_SCATTER * MIN_SCATTER);
    return point -> {
      DMatrixRMaj row = derivatives(fit, point.x(), point.y(), width);
      DMatrixRMaj half = new DMatrixRMaj(2, parameters);
      CommonOps_DDRM.mult(row, covariance, half);
      return Math.sqrt(variance * Math.max(0, traceOfProduct(half, row)));
    };
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
