package io.mmapdict.registration;

/**
 * How two radiance maps compare where both are above 0, by the logarithm of their luminance (a
 * factor between them does not matter).
 *
 * @param r Pearson's correlation
 * @param slope of the least squares line of the first over the second; 1 if contrasts agree
 * @param pixels how many were compared
 */
public record LogFit(double r, double slope, long pixels) {
  // ITU-R BT.709, linear RGB.
  private static final double RED = 0.2126;
  private static final double GREEN = 0.7152;
  private static final double BLUE = 0.0722;

  /**
   * Compares linear RGB, three values per pixel.
   *
   * @throws IllegalArgumentException if the lengths differ
   */
  public static LogFit ofLuminance(float[] found, float[] truth) {
    if (found.length != truth.length) {
      throw new IllegalArgumentException(
          "expected " + truth.length + " values, found " + found.length);
    }
    long n = 0;
    double sx = 0;
    double sy = 0;
    double sxx = 0;
    double syy = 0;
    double sxy = 0;
    for (int i = 0; i + 2 < truth.length; i += 3) {
      double x = Math.log(luminance(truth, i));
      double y = Math.log(luminance(found, i));
      if (Double.isFinite(x) && Double.isFinite(y)) {
        n++;
        sx += x;
        sy += y;
        sxx += x * x;
        syy += y * y;
        sxy += x * y;
      }
    }
    double vx = sxx - sx * sx / n;
    double vy = syy - sy * sy / n;
    double cov = sxy - sx * sy / n;
    return new LogFit(cov / Math.sqrt(vx * vy), cov / vx, n);
  }

  private static double luminance(float[] rgb, int at) {
    return RED * rgb[at] + GREEN * rgb[at + 1] + BLUE * rgb[at + 2];
  }
}
