package io.mmapdict.registration.hdr;

import java.util.List;

/**
 * How a camera turns exposure (radiance times seconds) into samples, per band, as the inverse: the
 * exposure that each sample stands for. The scale of each band is free; here a sample in the middle
 * of the range (128 of 8 bits) stands for 1, so a neutral middle gray stays neutral. Immutable.
 */
public final class CameraResponse {
  private final int bits;
  private final float[][] exposure;

  /** One table per band, of an entry per sample; kept. */
  CameraResponse(int bits, float[][] exposure) {
    this.bits = bits;
    this.exposure = exposure;
  }

  /**
   * Recovers the response from photos of different exposure: Debevec and Malik, Recovering High
   * Dynamic Range Radiance Maps from Photographs, SIGGRAPH 1997, solved as {@link ResponseCurve}
   * says.
   *
   * @throws io.mmapdict.registration.photo.PhotoException if there are fewer than two different
   *     exposure times, samples of different bits, or no place that two exposures show between
   *     black and saturation
   */
  public static CameraResponse recover(List<Exposure> bracket) {
    int bits = Exposure.commonBits(bracket);
    ResponseSamples samples = ResponseSamples.choose(bracket);
    float[][] tables = new float[Exposure.RGB][];
    for (int band = 0; band < Exposure.RGB; band++) {
      tables[band] = ResponseCurve.solve(samples, band, bits);
    }
    return new CameraResponse(bits, tables);
  }

  /** Bits of the samples it is for: 8 or 16. */
  public int bits() {
    return bits;
  }

  /** The exposure that a sample of a band (0 red, 1 green, 2 blue) stands for; positive, finite. */
  public float exposure(int band, int sample) {
    return exposure[band][sample];
  }
}
