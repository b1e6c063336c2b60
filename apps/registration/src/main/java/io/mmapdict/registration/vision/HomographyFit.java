package io.mmapdict.registration.vision;

import boofcv.factory.geo.ConfigHomography;
import boofcv.factory.geo.ConfigRansac;
import boofcv.factory.geo.FactoryMultiViewRobust;
import boofcv.struct.geo.AssociatedPair;
import georegression.struct.homography.Homography2D_F64;
import java.util.Arrays;
import java.util.List;
import org.ddogleg.fitting.modelset.ransac.Ransac;
import org.ddogleg.optimization.FactoryLossFunctions;
import org.ddogleg.optimization.FactoryOptimization;
import org.ddogleg.optimization.UnconstrainedLeastSquares;
import org.ddogleg.optimization.UtilOptimize;
import org.ddogleg.optimization.functions.FunctionNtoM;
import org.ejml.data.DMatrixRMaj;
import org.jspecify.annotations.Nullable;

/** Homographies from point pairs: a first one among many wrong pairs, then the best one. */
final class HomographyFit {
  private static final int MIN_PAIRS = 4;
  private static final int TRIALS = 4000;
  private static final int MAX_STEPS = 50;

  private HomographyFit() {}

  /**
   * The homography that most pairs agree with: RANSAC (Fischler and Bolles 1981) over samples of
   * four. Its seed is fixed.
   *
   * @param tolerance how far from its place a pair may lie, in pixels of the second photo
   * @return null when there is none
   */
  static @Nullable Homography ransac(List<AssociatedPair> pairs, double tolerance) {
    if (pairs.size() < MIN_PAIRS) {
      return null;
    }
    Ransac<Homography2D_F64, AssociatedPair> ransac =
        FactoryMultiViewRobust.homographyRansac(
            new ConfigHomography(true), new ConfigRansac(TRIALS, tolerance));
    if (!ransac.process(pairs)) {
      return null;
    }
    Homography2D_F64 h = ransac.getModelParameters();
    double[] values = {h.a11, h.a12, h.a13, h.a21, h.a22, h.a23, h.a31, h.a32, h.a33};
    for (double value : values) {
      if (!Double.isFinite(value / h.a33)) {
        return null;
      }
    }
    return Homography.of(values);
  }

  /**
   * A fitted transform and what kind it is.
   *
   * @param transform from the first photo to the second
   * @param model the simplest kind that explains the pairs
   */
  record Fit(Homography transform, Model model) {}

  /**
   * The transform with the least distances in the second photo, by Levenberg and Marquardt under
   * Huber's loss: squared up to {@code knee} pixels, linear beyond. Of the kinds of transform, the
   * one that the Bayesian information criterion (Schwarz 1978) prefers, each place one observation.
   */
  static Fit refine(Homography start, List<AssociatedPair> pairs, double knee) {
    Normal from = Normal.of(pairs, true);
    Normal to = Normal.of(pairs, false).withSize(from.size); // so that a shift remains one
    Distances distances = Distances.of(pairs, from, to);
    Homography normal = from.inverse().then(start).then(to.matrix());
    double least = Double.POSITIVE_INFINITY;
    Fit best = new Fit(start, Model.PROJECTIVE);
    for (Model model : Model.values()) {
      UnconstrainedLeastSquares<DMatrixRMaj> solver =
          FactoryOptimization.levenbergMarquardt(null, true);
      FactoryLossFunctions.Funcs loss = FactoryLossFunctions.huber(knee / to.size);
      solver.setFunction(distances.under(model), null);
      solver.setLoss(loss.function, loss.gradient);
      solver.initialize(model.nearest(normal), 1e-12, 1e-12);
      UtilOptimize.process(solver, MAX_STEPS);
      int n = 2 * Places.count(pairs);
      double criterion =
          n * Math.log(Math.max(1e-300, solver.getFunctionValue() / pairs.size()))
              + model.parameters() * Math.log(n);
      if (criterion < least) {
        least = criterion;
        double[] h = Arrays.copyOf(model.expand(solver.getParameters()), 9);
        h[8] = 1;
        best = new Fit(from.matrix().then(Homography.of(h)).then(to.inverse()), model);
      }
    }
    return best;
  }

  /**
   * A shift and a scale that bring points near the unit square: the fit is well conditioned there.
   */
  private record Normal(double x, double y, double size) {
    static Normal of(List<AssociatedPair> pairs, boolean first) {
      double x = 0;
      double y = 0;
      for (AssociatedPair pair : pairs) {
        x += (first ? pair.p1.x : pair.p2.x) / pairs.size();
        y += (first ? pair.p1.y : pair.p2.y) / pairs.size();
      }
      double size = 1e-9;
      for (AssociatedPair pair : pairs) {
        double dx = (first ? pair.p1.x : pair.p2.x) - x;
        double dy = (first ? pair.p1.y : pair.p2.y) - y;
        size += Math.hypot(dx, dy) / pairs.size();
      }
      return new Normal(x, y, size);
    }

    Normal withSize(double other) {
      return new Normal(x, y, other);
    }

    Homography matrix() {
      return Homography.of(1, 0, -x, 0, 1, -y, 0, 0, size);
    }

    Homography inverse() {
      return Homography.of(size, 0, x, 0, size, y, 0, 0, 1);
    }
  }

  /** What lies between each transformed first point and its second point, x and y in turn. */
  private static final class Distances implements FunctionNtoM {
    private final double[] a;
    private final double[] b;
    private final Model model;

    private Distances(double[] a, double[] b, Model model) {
      this.a = a;
      this.b = b;
      this.model = model;
    }

    static Distances of(List<AssociatedPair> pairs, Normal from, Normal to) {
      double[] a = new double[2 * pairs.size()];
      double[] b = new double[2 * pairs.size()];
      for (int i = 0; i < pairs.size(); i++) {
        AssociatedPair pair = pairs.get(i);
        a[2 * i] = (pair.p1.x - from.x) / from.size;
        a[2 * i + 1] = (pair.p1.y - from.y) / from.size;
        b[2 * i] = (pair.p2.x - to.x) / to.size;
        b[2 * i + 1] = (pair.p2.y - to.y) / to.size;
      }
      return new Distances(a, b, Model.PROJECTIVE);
    }

    Distances under(Model other) {
      return new Distances(a, b, other);
    }

    @Override
    public int getNumOfInputsN() {
      return model.parameters();
    }

    @Override
    public int getNumOfOutputsM() {
      return a.length;
    }

    @Override
    public void process(double[] parameters, double[] output) {
      double[] h = model.expand(parameters);
      for (int i = 0; i < a.length; i += 2) {
        double w = h[6] * a[i] + h[7] * a[i + 1] + 1;
        output[i] = (h[0] * a[i] + h[1] * a[i + 1] + h[2]) / w - b[i];
        output[i + 1] = (h[3] * a[i] + h[4] * a[i + 1] + h[5]) / w - b[i + 1];
      }
    }
  }
}
