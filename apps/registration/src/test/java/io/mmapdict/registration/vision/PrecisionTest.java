package io.mmapdict.registration.vision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import boofcv.struct.geo.AssociatedPair;
import boofcv.struct.image.GrayF32;
import io.mmapdict.testkit.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The predicted deviation against the scatter of homographies fitted to freshly disturbed pairs.
 */
class PrecisionTest {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;
  private static final Homography TRUTH =
      Homography.of(0.9, 0.2, 20, -0.15, 0.85, 60, 1e-4, -8e-5, 1);

  @Test
  void predictsTheScatter() {
    Random random = new Random(Seed.next("PrecisionTest"));
    double predicted = 0;
    double measured = 0;
    int trials = 200;
    for (int trial = 0; trial < trials; trial++) {
      List<AssociatedPair> pairs = pairs(random, 60, 0, 0, WIDTH, HEIGHT, 1);
      HomographyFit.Fit fit = HomographyFit.refine(TRUTH, pairs, 100);
      Homography fitted = fit.transform();
      predicted +=
          Overlap.grid(TRUTH, 15, WIDTH, HEIGHT, WIDTH, HEIGHT).stream()
                  .mapToDouble(Precision.deviation(fit, pairs, WIDTH))
                  .average()
                  .orElseThrow()
              / trials;
      double square = 0;
      List<Overlap.Point> grid = Overlap.grid(TRUTH, 15, WIDTH, HEIGHT, WIDTH, HEIGHT);
      for (Overlap.Point p : grid) {
        double dx = fitted.x(p.x(), p.y()) - TRUTH.x(p.x(), p.y());
        double dy = fitted.y(p.x(), p.y()) - TRUTH.y(p.x(), p.y());
        square += (dx * dx + dy * dy) / grid.size();
      }
      measured += square / trials;
    }
    // The mean of deviations is a little below the root of the mean square.
    assertEquals(1, predicted / Math.sqrt(measured), 0.15);
  }

  @Test
  void pairsCrowdedInACornerAreNotEnough() {
    Random random = new Random(4);
    List<AssociatedPair> crowded = pairs(random, 40, 0, 0, 60, 60, 0.7);
    assertTrue(doubtful(crowded));
    List<AssociatedPair> spread = pairs(random, 40, 0, 0, WIDTH, HEIGHT, 0.7);
    assertFalse(doubtful(spread));
  }

  @Test
  void pairsOfOnePlaceCountOnce() {
    List<AssociatedPair> spread = pairs(new Random(5), 60, 0, 0, WIDTH, HEIGHT, 1);
    List<AssociatedPair> crowded = new ArrayList<>();
    for (AssociatedPair pair : spread) {
      crowded.addAll(Collections.nCopies(9, pair)); // nine times the same error
    }
    GrayF32 photo = new GrayF32(WIDTH, HEIGHT);
    HomographyFit.Fit fit = HomographyFit.refine(TRUTH, spread, 100);
    double alone = Precision.of(fit, spread, photo, photo, false).photo();
    double ninefold = Precision.of(fit, crowded, photo, photo, false).photo();
    assertEquals(1, ninefold / alone, 0.01);
  }

  @Test
  void whatLiesFarOutsideTheOverlapIsNotKnown() {
    Homography truth = Homography.of(1, 0.1, 480, -0.1, 1, 20, 1e-4, -8e-5, 1);
    Random random = new Random(6);
    List<AssociatedPair> pairs = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      double x = 150 * random.nextDouble();
      double y = HEIGHT * random.nextDouble();
      double dx = 0.7 * random.nextGaussian();
      double dy = 0.7 * random.nextGaussian();
      pairs.add(new AssociatedPair(x, y, truth.x(x, y) + dx, truth.y(x, y) + dy));
    }
    GrayF32 photo = new GrayF32(WIDTH, HEIGHT);
    HomographyFit.Fit fit = new HomographyFit.Fit(truth, Model.PROJECTIVE);
    for (boolean back : new boolean[] {false, true}) {
      String why = Precision.of(fit, pairs, photo, photo, back).doubt().orElse("known");
      assertTrue(why.contains("outside"), why);
    }
  }

  private static boolean doubtful(List<AssociatedPair> pairs) {
    HomographyFit.Fit fitted = HomographyFit.refine(TRUTH, pairs, 2);
    GrayF32 photo = new GrayF32(WIDTH, HEIGHT);
    return Precision.of(fitted, pairs, photo, photo, false).doubt().isPresent();
  }

  private static List<AssociatedPair> pairs(
      Random random,
      int count,
      double left,
      double top,
      double width,
      double height,
      double noise) {
    List<AssociatedPair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double x = left + width * random.nextDouble();
      double y = top + height * random.nextDouble();
      pairs.add(
          new AssociatedPair(
              x,
              y,
              TRUTH.x(x, y) + noise * random.nextGaussian(),
              TRUTH.y(x, y) + noise * random.nextGaussian()));
    }
    return pairs;
  }
}
