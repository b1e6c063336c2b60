package io.mmapdict.registration.vision;

import org.ejml.data.DMatrix3x3;
import org.ejml.dense.fixed.CommonOps_DDF3;

/**
 * A plane projective transform: the 3 x 3 matrix, row by row, that takes (x, y, 1) to a multiple of
 * the image point. Scaled so that {@code h33} is 1.
 */
public record Homography(
    double h11,
    double h12,
    double h13,
    double h21,
    double h22,
    double h23,
    double h31,
    double h32,
    double h33) {

  /** What leaves every point where it is. */
  public static final Homography IDENTITY = new Homography(1, 0, 0, 0, 1, 0, 0, 0, 1);

  /**
   * Nine numbers, row by row, in any scale.
   *
   * @throws IllegalArgumentException when there are not nine, or the last is 0 or one is not finite
   */
  public static Homography of(double... h) {
    if (h.length != 9) {
      throw new IllegalArgumentException("a homography has 9 numbers, not " + h.length);
    }
    for (double value : h) {
      if (!Double.isFinite(value / h[8])) {
        throw new IllegalArgumentException(
            "a homography needs finite numbers and a last one other than 0");
      }
    }
    double s = h[8];
    return new Homography(
        h[0] / s, h[1] / s, h[2] / s, h[3] / s, h[4] / s, h[5] / s, h[6] / s, h[7] / s, 1);
  }

  /** The nine numbers, row by row. */
  public double[] toArray() {
    return new double[] {h11, h12, h13, h21, h22, h23, h31, h32, h33};
  }

  /** Where (px, py) goes, to the right; meaningless where {@link #depth} is not positive. */
  public double x(double px, double py) {
    return (h11 * px + h12 * py + h13) / depth(px, py);
  }

  /** Where (px, py) goes, down; meaningless where {@link #depth} is not positive. */
  public double y(double px, double py) {
    return (h21 * px + h22 * py + h23) / depth(px, py);
  }

  /** The third coordinate of the image of (px, py, 1): 0 on the horizon, negative behind it. */
  public double depth(double px, double py) {
    return h31 * px + h32 * py + h33;
  }

  /** Derivatives at (px, py): how x and y of the image change with px and py. */
  Jacobian jacobian(double px, double py) {
    double w = depth(px, py);
    double x = x(px, py);
    double y = y(px, py);
    return new Jacobian(
        (h11 - x * h31) / w, (h12 - x * h32) / w, (h21 - y * h31) / w, (h22 - y * h32) / w);
  }

  /** First this, then {@code next}. */
  public Homography then(Homography next) {
    DMatrix3x3 product = new DMatrix3x3();
    CommonOps_DDF3.mult(next.matrix(), matrix(), product);
    return of(product);
  }

  /**
   * The way back.
   *
   * @throws IllegalArgumentException when there is none
   */
  public Homography inverse() {
    DMatrix3x3 inverse = new DMatrix3x3();
    if (!CommonOps_DDF3.invert(matrix(), inverse)) {
      throw new IllegalArgumentException("this homography is singular: " + this);
    }
    return of(inverse);
  }

  private DMatrix3x3 matrix() {
    return new DMatrix3x3(h11, h12, h13, h21, h22, h23, h31, h32, h33);
  }

  private static Homography of(DMatrix3x3 m) {
    return of(m.a11, m.a12, m.a13, m.a21, m.a22, m.a23, m.a31, m.a32, m.a33);
  }
}
