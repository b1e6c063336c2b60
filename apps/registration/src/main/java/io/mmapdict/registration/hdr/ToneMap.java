package io.mmapdict.registration.hdr;

import io.mmapdict.registration.photo.Pixels8;
import java.util.Arrays;

/**
 * A preview of a radiance map for the screen: the global operator of Reinhard, Stark, Shirley and
 * Ferwerda, Photographic Tone Reproduction for Digital Images, SIGGRAPH 2002, with the key that
 * Reinhard (2003, Parameter Estimation for Photographic Tone Reproduction) estimates from the log
 * luminances, encoded as sRGB. A colour too strong for the screen is darkened, not clipped: its hue
 * stays.
 */
public final class ToneMap {
  private static final double[] LUMINANCE = {0.2126, 0.7152, 0.0722};

  /** The darkest and brightest parts that do not decide about key and white. */
  private static final double OUTLIERS = 0.01;

  private static final double BURNT_OUT = 0.002;

  /** A little less colour, since a brighter picture looks more colourful. */
  private static final double SATURATION = 0.9;

  private ToneMap() {}

  /** RGB of 8 bits. */
  public static Pixels8 reinhard(RadianceMap map) {
    int pixels = map.width() * map.height();
    float[] rgb = map.rgb();
    double[] luminance = new double[pixels];
    double[] positive = new double[pixels];
    int lit = 0;
    double logSum = 0;
    for (int i = 0; i < pixels; i++) {
      for (int band = 0; band < Exposure.RGB; band++) {
        luminance[i] += LUMINANCE[band] * rgb[i * Exposure.RGB + band];
      }
      if (luminance[i] > 0) {
        positive[lit++] = luminance[i];
        logSum += Math.log(luminance[i]);
      }
    }
    byte[] out = new byte[rgb.length];
    double[] colour = new double[Exposure.RGB];
    if (lit > 0) {
      Arrays.sort(positive, 0, lit);
      double mean = Math.exp(logSum / lit);
      double scale =
          key(mean, quantile(positive, lit, OUTLIERS), quantile(positive, lit, 1 - OUTLIERS))
              / mean;
      double white = Math.max(1, scale * quantile(positive, lit, 1 - BURNT_OUT));
      for (int i = 0; i < pixels; i++) {
        if (luminance[i] > 0) {
          double light = scale * luminance[i];
          double shown = light * (1 + light / (white * white)) / (1 + light);
          double brightest = 1;
          for (int band = 0; band < Exposure.RGB; band++) {
            colour[band] =
                shown * Math.pow(rgb[i * Exposure.RGB + band] / luminance[i], SATURATION);
            brightest = Math.max(brightest, colour[band]);
          }
          for (int band = 0; band < Exposure.RGB; band++) {
            out[i * Exposure.RGB + band] = Srgb.encode(colour[band] / brightest);
          }
        }
      }
    }
    return new Pixels8(map.width(), map.height(), Exposure.RGB, out);
  }

  private static double key(double mean, double least, double most) {
    double range = Math.log(most) - Math.log(least);
    if (!(range > 0)) {
      return 0.18;
    }
    return 0.18 * Math.pow(4, (2 * Math.log(mean) - Math.log(least) - Math.log(most)) / range);
  }

  private static double quantile(double[] sorted, int length, double part) {
    return sorted[(int) Math.round(part * (length - 1))];
  }
}
