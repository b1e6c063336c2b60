package io.mmapdict.registration.hdr;

/** The encoding of IEC 61966-2-1 (sRGB) between linear light and samples of 8 bits. */
public final class Srgb {
  private Srgb() {}

  /** Light of 0 to 1 as a sample of 8 bits; what is outside is clipped. */
  public static byte encode(double light) {
    return (byte) Math.round(255 * code(light));
  }

  /** Light of 0 to 1 as a part of the range of samples; what is outside is clipped. */
  public static double code(double light) {
    double clipped = Math.clamp(light, 0, 1);
    return clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * Math.pow(clipped, 1 / 2.4) - 0.055;
  }

  /** The linear light of a sample, which is given as a part of its range, 0 to 1. */
  public static double decode(double coded) {
    return coded <= 0.04045 ? coded / 12.92 : Math.pow((coded + 0.055) / 1.055, 2.4);
  }
}
