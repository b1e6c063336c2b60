package io.mmapdict.registration.hdr;

/**
 * Compares the log luminances of two radiance maps of one frame: over all pixels where both are
 * positive. The scale of a radiance map is free, so a constant factor does not count.
 *
 * @param r Pearson's correlation
 * @param slope of the least-squares line through (truth, found): below 1 the range is compressed
 * @param residual standard deviation around that line, natural log
 * @param pixels how many are compared
 */
record LogLuminance(double r, double slope, double residual, int pixels) {

  static LogLuminance compare(RadianceMap truth, RadianceMap found) {
    int n = 0;
    double x = 0;
    double y = 0;
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (int i = 0; i < truth.width() * truth.height(); i++) {
      double a = Math.log(luminance(truth, i));
      double b = Math.log(luminance(found, i));
      if (Double.isFinite(a) && Double.isFinite(b)) {
        n++;
        x += a;
        y += b;
        xx += a * a;
        xy += a * b;
        yy += b * b;
      }
    }
    double varianceX = xx / n - x / n * (x / n);
    double varianceY = yy / n - y / n * (y / n);
    double covariance = xy / n - x / n * (y / n);
    double r = covariance / Math.sqrt(varianceX * varianceY);
    double residual = Math.sqrt(Math.max(0, varianceY * (1 - r * r)));
    return new LogLuminance(r, covariance / varianceX, residual, n);
  }

  private static double luminance(RadianceMap map, int pixel) {
    float[] rgb = map.rgb();
    return 0.2126 * rgb[3 * pixel] + 0.7152 * rgb[3 * pixel + 1] + 0.0722 * rgb[3 * pixel + 2];
  }
}
