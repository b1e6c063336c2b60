package io.mmapdict.registration.hdr;

/**
 * How much a sample says about the light: nothing near both ends of the range, where it is black or
 * saturated, most in the middle. The bell of Robertson, Borman and Stevenson (1999), {@code exp(-16
 * (z - 1/2)^2)} over z from 0 to 1, shifted to be 0 at its ends, which here lie a little inside the
 * range: a JPEG encoder writes 250 to 255 for what was saturated.
 */
final class Certainty {
  private static final double BLACK = 0.01;
  private static final double SATURATED = 0.975;

  private Certainty() {}

  /** A weight from 0 to 1 for each of so many levels. */
  static float[] ofLevels(int levels) {
    double end = Math.exp(-4);
    float[] weights = new float[levels];
    for (int level = 0; level < levels; level++) {
      double z = (level / (levels - 1.0) - BLACK) / (SATURATED - BLACK);
      double off = Math.clamp(z, 0, 1) - 0.5;
      weights[level] = (float) Math.max(0, (Math.exp(-16 * off * off) - end) / (1 - end));
    }
    return weights;
  }
}
