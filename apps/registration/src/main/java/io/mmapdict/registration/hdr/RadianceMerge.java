package io.mmapdict.registration.hdr;

import io.mmapdict.registration.Interruption;
import io.mmapdict.registration.photo.PhotoException;
import io.mmapdict.registration.photo.Pixels;
import io.mmapdict.registration.vision.Homography;
import java.util.List;

/**
 * The radiance of a scene from photos of different exposure: the maximum likelihood estimate of
 * Robertson, Borman and Stevenson, Dynamic Range Improvement through Multiple Exposures, ICIP 1999:
 * {@code sum(w t e) / sum(w t^2)} over the photos, with e the exposure that the sample stands for,
 * t the seconds and w the sample's certainty. Long exposures count most wherever they are not
 * saturated, which keeps the noise of the short ones out of the shadows.
 *
 * <p>Photos are resampled bilinearly, in exposure and not in samples, so that an edge between light
 * and dark is interpolated as light. A pixel of which a neighbour is black or saturated has no
 * weight; a place outside a photo is left out. Where no photo has weight, the radiance is the best
 * bound there is: what the shortest saturated exposure proves at least, what the longest black one
 * allows at most, their geometric mean where there are both; 0 where no photo shows the place.
 *
 * <p>Holds one row of the result; photos are read in place.
 */
public final class RadianceMerge {
  /** A neighbour that counts less than this in the interpolation cannot spoil it. */
  private static final double SPOILS = 1.0 / 64;

  /**
   * So far a pixel reaches around its centre. Did it end there, a shift by a hair would take a
   * photo's border from the result, where bounds would be all that the others leave.
   */
  private static final double HALF = 0.5;

  private final List<Exposure> bracket;
  private final CameraResponse response;
  private final float[] certainty;
  private final Homography[] toPhoto;

  // Of the pixel at hand, per band.
  private final double[] sum = new double[Exposure.RGB];
  private final double[] weight = new double[Exposure.RGB];
  private final double[] atLeast = new double[Exposure.RGB];
  private final double[] atMost = new double[Exposure.RGB];

  private RadianceMerge(List<Exposure> bracket, CameraResponse response) {
    if (Exposure.commonBits(bracket) != response.bits()) {
      throw new PhotoException(
          bracket.getFirst().name()
              + ": expected samples of "
              + response.bits()
              + " bits, for which the camera's response is, found "
              + bracket.getFirst().pixels().bits());
    }
    this.bracket = bracket;
    this.response = response;
    this.certainty = Certainty.ofLevels(1 << response.bits());
    this.toPhoto = bracket.stream().map(e -> e.toReference().inverse()).toArray(Homography[]::new);
  }

  /** Takes the rows of the result, from the first to the last. */
  @FunctionalInterface
  public interface RowSink {
    /** A row of width x 3 values; the array is used again for the next one. */
    void row(int y, float[] rgb);
  }

  /**
   * Merges row by row into a frame of the reference photo's size.
   *
   * @throws PhotoException if there is no photo, or one whose bits are not those of the response
   */
  public static void merge(
      List<Exposure> bracket, CameraResponse response, int width, int height, RowSink sink) {
    RadianceMerge merge = new RadianceMerge(bracket, response);
    float[] row = new float[Math.multiplyExact(width, Exposure.RGB)];
    for (int y = 0; y < height; y++) {
      Interruption.check();
      merge.row(y, row);
      sink.row(y, row);
    }
  }

  /** Merges into memory: height x width x 3 floats. */
  public static RadianceMap merge(
      List<Exposure> bracket, CameraResponse response, int width, int height) {
    float[] rgb = new float[Math.multiplyExact(Math.multiplyExact(width, height), Exposure.RGB)];
    merge(
        bracket,
        response,
        width,
        height,
        (y, row) -> System.arraycopy(row, 0, rgb, y * row.length, row.length));
    return new RadianceMap(width, height, rgb);
  }

  private void row(int y, float[] row) {
    for (int x = 0; x * Exposure.RGB < row.length; x++) {
      for (int band = 0; band < Exposure.RGB; band++) {
        sum[band] = 0;
        weight[band] = 0;
        atLeast[band] = 0;
        atMost[band] = Double.POSITIVE_INFINITY;
      }
      for (int photo = 0; photo < toPhoto.length; photo++) {
        Homography h = toPhoto[photo];
        if (h.depth(x, y) > 0) {
          add(bracket.get(photo), h.x(x, y), h.y(x, y));
        }
      }
      for (int band = 0; band < Exposure.RGB; band++) {
        row[x * Exposure.RGB + band] = (float) radiance(band);
      }
    }
  }

  private double radiance(int band) {
    if (weight[band] > 0) {
      return sum[band] / weight[band];
    }
    if (atMost[band] == Double.POSITIVE_INFINITY) {
      return atLeast[band];
    }
    return atLeast[band] > 0 ? Math.sqrt(atLeast[band] * atMost[band]) : atMost[band];
  }

  private void add(Exposure exposure, double x, double y) {
    Pixels pixels = exposure.pixels();
    boolean inside =
        x >= -HALF
            && y >= -HALF
            && x <= pixels.width() - 1 + HALF
            && y <= pixels.height() - 1 + HALF;
    if (!inside) {
      return;
    }
    int left = Math.max(0, (int) x);
    int top = Math.max(0, (int) y);
    int right = Math.min(left + 1, pixels.width() - 1);
    int bottom = Math.min(top + 1, pixels.height() - 1);
    double u = Math.clamp(x - left, 0, 1);
    double v = Math.clamp(y - top, 0, 1);
    double seconds = exposure.seconds();
    for (int band = 0; band < Exposure.RGB; band++) {
      int a = exposure.sample(left, top, band);
      int b = exposure.sample(right, top, band);
      int c = exposure.sample(left, bottom, band);
      int d = exposure.sample(right, bottom, band);
      double light =
          (1 - v) * ((1 - u) * response.exposure(band, a) + u * response.exposure(band, b))
              + v * ((1 - u) * response.exposure(band, c) + u * response.exposure(band, d));
      float sure = certainty[a];
      int least = a;
      if (u * (1 - v) > SPOILS && certainty[b] < sure) {
        sure = certainty[b];
        least = b;
      }
      if (v * (1 - u) > SPOILS && certainty[c] < sure) {
        sure = certainty[c];
        least = c;
      }
      if (u * v > SPOILS && certainty[d] < sure) {
        sure = certainty[d];
        least = d;
      }
      if (sure > 0) {
        sum[band] += sure * seconds * light;
        weight[band] += sure * seconds * seconds;
      } else if (least <= pixels.max() / 2) {
        // Black itself stands for no exposure; the first sample above it is the bound then.
        double bound = Math.max(light, response.exposure(band, 1));
        atMost[band] = Math.min(atMost[band], bound / seconds);
      } else {
        atLeast[band] = Math.max(atLeast[band], response.exposure(band, least) / seconds);
      }
    }
  }
}
