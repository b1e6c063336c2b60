package io.mmapdict.registration.vision;

import boofcv.alg.filter.blur.GBlurImageOps;
import boofcv.alg.interpolate.InterpolatePixelS;
import boofcv.factory.interpolate.FactoryInterpolation;
import boofcv.struct.border.BorderType;
import boofcv.struct.image.GrayF32;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether two photos show the same thing where a transform lays them over each other: the
 * correlation of small patches, each freed of its own brightness and contrast, so that exposure
 * does not matter.
 *
 * @param patches how many patches had structure in both photos
 * @param median of their correlations
 * @param agreeing share of those that correlate by more than {@value #AGREES}
 */
record PhotometricCheck(int patches, double median, double agreeing) {
  private static final double AGREES = 0.5;
  private static final int MIN_PATCHES = 8;
  private static final double MIN_MEDIAN = 0.5;
  private static final double MIN_AGREEING = 0.5;

  /** Patches across and down the coarser photo. */
  private static final int STEPS = 24;

  /** Pixels across a patch. */
  private static final int SIDE = 15;

  /** What both are smoothed with, in pixels of the coarser photo. */
  private static final double SIGMA = 1;

  /** Smoothing by {@link #SIGMA} leaves this share of white noise. */
  private static final double NOISE_LEFT = 0.282;

  /** Structure is what stands out of the noise by this factor. */
  private static final double STANDS_OUT = 2;

  /** Compares two photos under a transform from the coarser to the finer one. */
  static PhotometricCheck of(GrayF32 coarse, GrayF32 fine, Homography transform) {
    double zoom = transform.jacobian((coarse.width - 1) / 2.0, (coarse.height - 1) / 2.0).zoom();
    double sigma = SIGMA * Math.max(1, Math.min(zoom, Plausibility.MAX_ZOOM));
    GrayF32 smoothCoarse = GBlurImageOps.gaussian(coarse, null, SIGMA, -1, null);
    GrayF32 smoothFine = GBlurImageOps.gaussian(fine, null, sigma, -1, null);
    Patches patches =
        new Patches(
            smoothCoarse,
            FactoryInterpolation.bilinearPixelS(smoothFine, BorderType.EXTENDED),
            transform,
            STANDS_OUT * NOISE_LEFT * noise(coarse),
            STANDS_OUT * NOISE_LEFT * noise(fine) / Math.max(1, zoom));
    List<Double> correlations = patches.correlations();
    double[] sorted = correlations.stream().mapToDouble(c -> c).sorted().toArray();
    if (sorted.length == 0) {
      return new PhotometricCheck(0, 0, 0);
    }
    double agreeing = Arrays.stream(sorted).filter(c -> c > AGREES).count();
    return new PhotometricCheck(sorted.length, sorted[sorted.length / 2], agreeing / sorted.length);
  }

  /** What speaks against the transform, if anything does. */
  Optional<String> doubt() {
    if (patches < MIN_PATCHES) {
      return Optional.of(
          "the photos share only %d places with structure to compare".formatted(patches));
    }
    if (median < MIN_MEDIAN || agreeing < MIN_AGREEING) {
      return Optional.of(
          "laid over each other, the photos do not show the same (correlation %.2f, %.0f %% of %d"
                  .formatted(median, 100 * agreeing, patches)
              + " places agree)");
    }
    return Optional.empty();
  }

  /**
   * The standard deviation of the noise: the median size of a second difference in both directions,
   * which slopes and straight edges leave out (after Immerkaer 1996).
   */
  private static double noise(GrayF32 image) {
    int step = 1 + image.width * image.height / 200_000;
    float[] sizes = new float[(image.width - 2) * (image.height - 2) / step];
    int filled = 0;
    for (int at = 0; filled < sizes.length; at += step) {
      int x = 1 + at % (image.width - 2);
      int y = 1 + at / (image.width - 2);
      float corners =
          image.get(x - 1, y - 1)
              + image.get(x + 1, y - 1)
              + image.get(x - 1, y + 1)
              + image.get(x + 1, y + 1);
      float sides =
          image.get(x - 1, y) + image.get(x + 1, y) + image.get(x, y - 1) + image.get(x, y + 1);
      sizes[filled++] = Math.abs(corners - 2 * sides + 4 * image.get(x, y));
    }
    Arrays.sort(sizes);
    return sizes.length == 0 ? 0 : sizes[sizes.length / 2] / (6 * 0.6745);
  }

  /** The patches of one comparison. */
  private record Patches(
      GrayF32 coarse,
      InterpolatePixelS<GrayF32> fine,
      Homography transform,
      double coarseNoise,
      double fineNoise) {

    List<Double> correlations() {
      List<Double> found = new ArrayList<>();
      double stepX = Math.max(1, (coarse.width - SIDE) / (double) STEPS);
      double stepY = Math.max(1, (coarse.height - SIDE) / (double) STEPS);
      for (double y = 0; y + SIDE <= coarse.height; y += stepY) {
        for (double x = 0; x + SIDE <= coarse.width; x += stepX) {
          Double correlation = correlation((int) x, (int) y);
          if (correlation != null) {
            found.add(correlation);
          }
        }
      }
      return found;
    }

    /** Of one patch; null when it leaves the finer photo or is flat in either. */
    private @Nullable Double correlation(int left, int top) {
      double a = 0;
      double b = 0;
      double aa = 0;
      double bb = 0;
      double ab = 0;
      for (int y = top; y < top + SIDE; y++) {
        for (int x = left; x < left + SIDE; x++) {
          if (!(transform.depth(x, y) > 0)) {
            return null;
          }
          double fx = transform.x(x, y);
          double fy = transform.y(x, y);
          if (!inside(fx, fy)) {
            return null;
          }
          double p = coarse.unsafe_get(x, y);
          double q = fine.get((float) fx, (float) fy);
          a += p;
          b += q;
          aa += p * p;
          bb += q * q;
          ab += p * q;
        }
      }
      double n = SIDE * SIDE;
      double varianceA = Math.max(0, aa / n - (a / n) * (a / n));
      double varianceB = Math.max(0, bb / n - (b / n) * (b / n));
      if (Math.sqrt(varianceA) <= Math.max(1e-6, coarseNoise)
          || Math.sqrt(varianceB) <= Math.max(1e-6, fineNoise)) {
        return null;
      }
      return (ab / n - (a / n) * (b / n)) / Math.sqrt(varianceA * varianceB);
    }

    private boolean inside(double x, double y) {
      GrayF32 image = fine.getImage();
      return x >= 0 && y >= 0 && x <= image.width - 1 && y <= image.height - 1;
    }
  }
}
