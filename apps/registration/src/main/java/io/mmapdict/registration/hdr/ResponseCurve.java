package io.mmapdict.registration.hdr;

import io.mmapdict.registration.photo.PhotoException;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * The least squares of Debevec and Malik (1997) for one band: the log exposure g(z) of each level z
 * and the log radiance of each place such that {@code g(z) = ln radiance + ln seconds} for all that
 * is seen, g smooth, and g of the middle level 0.
 *
 * <p>Other than in the paper, the places' radiances are eliminated before solving (they appear one
 * by one in the equations, so the normal equations shrink to the levels), which admits tens of
 * thousands of places instead of a hundred. And it is solved twice: an error of one level costs
 * {@code g'(z)} in log exposure, so the second solution weighs each level by {@code 1 / g'^2} of
 * the first. Without that, the levels near black, which hardly depend on the light, bend the curve.
 */
final class ResponseCurve {
  /** Of 16-bit samples, whose curve is interpolated between these. */
  private static final int LEVELS_OF_16_BITS = 1024;

  /**
   * Weight of smoothness at 256 levels. Chosen on simulated brackets (steps of 2, 4 and 8, two
   * distributions of light): the residual is then that of the true curve; a tenth of it lets noise
   * bend the curve where the steps are wide.
   */
  private static final double SMOOTHNESS = 3000;

  private static final int PASSES = 2;

  /** Of the range: ln(z + toe) is what g is smooth over, so that level 0 is no pole. */
  private static final double TOE = 0.001;

  private final ResponseSamples samples;
  private final int band;
  private final int bits;
  private final int levels;
  private final float[] certainty;

  private ResponseCurve(ResponseSamples samples, int band, int bits) {
    this.samples = samples;
    this.band = band;
    this.bits = bits;
    this.levels = bits == Byte.SIZE ? 1 << Byte.SIZE : LEVELS_OF_16_BITS;
    this.certainty = Certainty.ofLevels(levels);
  }

  /** The exposure of every sample, 1 in the middle. */
  static float[] solve(ResponseSamples samples, int band, int bits) {
    return new ResponseCurve(samples, band, bits).solve();
  }

  private float[] solve() {
    double[] weights = new double[levels];
    for (int level = 0; level < levels; level++) {
      weights[level] = certainty[level];
    }
    double[] log = logExposures(weights);
    for (int pass = 1; pass < PASSES; pass++) {
      weights = weightsBySlope(log);
      log = logExposures(weights);
    }
    return perSample(log);
  }

  private double[] logExposures(double[] weights) {
    DMatrixRMaj matrix = new DMatrixRMaj(levels, levels);
    DMatrixRMaj right = new DMatrixRMaj(levels, 1);
    addPlaces(weights, matrix, right);
    double trace = 0;
    for (int level = 0; level < levels; level++) {
      trace += matrix.get(level, level);
    }
    if (!(trace > 0)) {
      throw new PhotoException(
          "no place is shown by two photos between black and saturation, so the camera's response"
              + " cannot be recovered; give photos whose exposures are closer to each other.");
    }
    double scale = levels / trace;
    for (int i = 0; i < matrix.data.length; i++) {
      matrix.data[i] *= scale;
    }
    for (int i = 0; i < levels; i++) {
      right.data[i] *= scale;
    }
    addSmoothness(matrix);
    // g of the middle level is 0: its column has no effect, its row becomes that equation.
    int middle = levels / 2;
    for (int i = 0; i < levels; i++) {
      matrix.set(middle, i, 0);
      matrix.set(i, middle, 0);
    }
    matrix.set(middle, middle, 1);
    right.set(middle, 0, 0);
    DMatrixRMaj solution = new DMatrixRMaj(levels, 1);
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(levels);
    if (!solver.setA(matrix)) {
      throw new PhotoException(
          "the photos do not determine the camera's response; give more exposures, or such that"
              + " are closer to each other.");
    }
    solver.solve(right, solution);
    return nonDecreasing(solution.data);
  }

  /** The places' normal equations, each place's radiance eliminated (Schur complement). */
  private void addPlaces(double[] weights, DMatrixRMaj matrix, DMatrixRMaj right) {
    int photos = samples.photos();
    int[] level = new int[photos];
    double[] weight = new double[photos];
    for (int place = 0; place < samples.places(); place++) {
      double sum = 0;
      double meanSeconds = 0;
      for (int photo = 0; photo < photos; photo++) {
        int sample = samples.sample(place, photo, band);
        level[photo] = sample == ResponseSamples.OUTSIDE ? 0 : level(sample);
        weight[photo] = sample == ResponseSamples.OUTSIDE ? 0 : weights[level[photo]];
        sum += weight[photo];
        meanSeconds += weight[photo] * samples.logSeconds(photo);
      }
      if (sum == 0) {
        continue;
      }
      meanSeconds /= sum;
      for (int photo = 0; photo < photos; photo++) {
        if (weight[photo] > 0) {
          int row = level[photo];
          matrix.add(row, row, weight[photo]);
          right.add(row, 0, weight[photo] * (samples.logSeconds(photo) - meanSeconds));
          for (int other = 0; other < photos; other++) {
            matrix.add(row, level[other], -weight[photo] * weight[other] / sum);
          }
        }
      }
    }
  }

  /**
   * How much the slope of g over ln z changes from level to level: nothing for a camera that is
   * linear or has a pure gamma. (The paper takes g over z, which bends a linear camera's curve near
   * black.) Weighed as in the paper by the certainty; the same for any number of levels.
   */
  private void addSmoothness(DMatrixRMaj matrix) {
    double strength = SMOOTHNESS * Math.pow(levels / 256.0, 4);
    double toe = levels * TOE;
    for (int level = 1; level < levels - 1; level++) {
      // Levels without certainty continue the curve.
      double weight = strength * Math.max(certainty[level], 1e-3);
      double before = Math.log((level + toe) / (level - 1 + toe));
      double after = Math.log((level + 1 + toe) / (level + toe));
      // In the middle of the range this is the second difference.
      double scale = 2.0 / levels;
      double[] change = {scale / before, -scale / before - scale / after, scale / after};
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
          matrix.add(level - 1 + i, level - 1 + j, weight * change[i] * change[j]);
        }
      }
    }
  }

  private double[] weightsBySlope(double[] log) {
    int reach = Math.max(1, levels / 128);
    double[] weights = new double[levels];
    double most = 0;
    for (int level = 1; level < levels - 1; level++) {
      int low = Math.max(0, level - reach);
      int high = Math.min(levels - 1, level + reach);
      // Per 1/256 of the range; the floor keeps a flat stretch from outweighing all else.
      double slope = Math.max(1e-3, (log[high] - log[low]) / (high - low) * levels / 256);
      weights[level] = certainty[level] / (slope * slope);
      most = Math.max(most, weights[level]);
    }
    for (int level = 0; level < levels; level++) {
      weights[level] /= most;
    }
    return weights;
  }

  /** More light never gives a lower sample: what noise made fall becomes flat. */
  private double[] nonDecreasing(double[] log) {
    int middle = levels / 2;
    for (int level = middle + 1; level < levels; level++) {
      log[level] = Math.max(log[level], log[level - 1]);
    }
    for (int level = middle - 1; level >= 0; level--) {
      log[level] = Math.min(log[level], log[level + 1]);
    }
    return log;
  }

  private int level(int sample) {
    int max = (1 << bits) - 1;
    return (int) (((long) sample * (levels - 1) + max / 2) / max);
  }

  private float[] perSample(double[] log) {
    int max = (1 << bits) - 1;
    float[] exposure = new float[max + 1];
    for (int sample = 0; sample <= max; sample++) {
      double at = (double) sample * (levels - 1) / max;
      int low = Math.min((int) at, levels - 2);
      double part = at - low;
      exposure[sample] = (float) ((1 - part) * Math.exp(log[low]) + part * Math.exp(log[low + 1]));
    }
    return exposure;
  }
}
