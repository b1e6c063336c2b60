package io.mmapdict.registration.vision;

import boofcv.struct.image.GrayF32;
import org.ejml.data.DMatrix3;
import org.ejml.data.DMatrix3x3;
import org.ejml.dense.fixed.CommonOps_DDF3;
import org.jspecify.annotations.Nullable;

/**
 * Where a difference-of-Gaussian extremum lies between the samples: the peak of the quadratic
 * through its neighbours in position and scale (Brown and Lowe 2002).
 *
 * @param x in pixels of the octave
 * @param y in pixels of the octave
 * @param scale in steps of the octave
 */
record ScaleSpacePeak(double x, double y, double scale) {
  private static final int MAX_STEPS = 5;

  /** Farther than this from the sample, the next sample is the better place to start. */
  private static final double REACH = 0.6;

  /** The peak near a sample; null when it runs out of the octave or does not settle. */
  static @Nullable ScaleSpacePeak near(GrayF32[] dog, int atScale, int atX, int atY) {
    int x = atX;
    int y = atY;
    int s = atScale;
    for (int step = 0; step < MAX_STEPS; step++) {
      if (s < 1 || s > dog.length - 2) {
        return null;
      }
      if (x < 1 || y < 1 || x > dog[s].width - 2 || y > dog[s].height - 2) {
        return null;
      }
      DMatrix3 offset = offset(dog[s - 1], dog[s], dog[s + 1], x, y);
      if (offset == null) {
        return null;
      }
      double far =
          Math.max(Math.abs(offset.a1), Math.max(Math.abs(offset.a2), Math.abs(offset.a3)));
      if (far <= REACH) {
        return new ScaleSpacePeak(x + offset.a1, y + offset.a2, s + offset.a3);
      }
      if (!(far < 3)) {
        return null;
      }
      x += (int) Math.round(offset.a1);
      y += (int) Math.round(offset.a2);
      s += (int) Math.round(offset.a3);
    }
    return null;
  }

  private static @Nullable DMatrix3 offset(
      GrayF32 lower, GrayF32 mid, GrayF32 upper, int x, int y) {
    double v = mid.unsafe_get(x, y);
    double xx = mid.unsafe_get(x + 1, y) + mid.unsafe_get(x - 1, y) - 2 * v;
    double yy = mid.unsafe_get(x, y + 1) + mid.unsafe_get(x, y - 1) - 2 * v;
    double ss = upper.unsafe_get(x, y) + lower.unsafe_get(x, y) - 2 * v;
    double xy = (slopeX(mid, x, y + 1) - slopeX(mid, x, y - 1)) / 2;
    double xs = (slopeX(upper, x, y) - slopeX(lower, x, y)) / 2;
    double ys = (slopeY(upper, x, y) - slopeY(lower, x, y)) / 2;
    DMatrix3x3 hessian = new DMatrix3x3(xx, xy, xs, xy, yy, ys, xs, ys, ss);
    DMatrix3x3 inverse = new DMatrix3x3();
    if (!CommonOps_DDF3.invert(hessian, inverse)) {
      return null;
    }
    double gs = (upper.unsafe_get(x, y) - lower.unsafe_get(x, y)) / 2;
    DMatrix3 gradient = new DMatrix3(-slopeX(mid, x, y), -slopeY(mid, x, y), -gs);
    DMatrix3 offset = new DMatrix3();
    CommonOps_DDF3.mult(inverse, gradient, offset);
    return offset;
  }

  private static double slopeX(GrayF32 image, int x, int y) {
    return (image.unsafe_get(x + 1, y) - image.unsafe_get(x - 1, y)) / 2.0;
  }

  private static double slopeY(GrayF32 image, int x, int y) {
    return (image.unsafe_get(x, y + 1) - image.unsafe_get(x, y - 1)) / 2.0;
  }
}
