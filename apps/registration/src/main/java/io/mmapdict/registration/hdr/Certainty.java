package io.mmapdict.registration.hdr;

/**
 * How much a sample says about the light: nothing at both ends of the range, where it is black or
 * saturated, most in the middle. The bell of Robertson, Borman and Stevenson (1999), {@code
 * exp(-16 (z - 1/2)^2)} for z from 0 to 1, shifted to be 0 at the ends.
 */
final class Certainty {
  private Certainty() {}

  /** A weight from 0 to 1 for each of so many levels. */
  static float[] ofLevels(int levels) {
    double end = Math.exp(-4);
    float[] weights = new float[levels];
    for (int level = 1; level < levels - 1; level++) {
      double off = level / (levels - 1.0) - 0.5;
      weights[level] = (float) ((Math.exp(-16 * off * off) - end) / (1 - end));
    }
    return weights;
  }
}
