package io.mmapdict.registration.vision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import boofcv.struct.geo.AssociatedPair;
import io.mmapdict.testkit.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HomographyFitTest {
  private static final Homography SHIFTED = Homography.of(1, 0, 40, 0, 1, -30, 0, 0, 1);
  private static final Homography SIMILAR = Homography.of(0.8, -0.3, 90, 0.3, 0.8, 20, 0, 0, 1);
  private static final Homography AFFINE = Homography.of(0.8, -0.1, 90, 0.3, 0.9, 20, 0, 0, 1);
  private static final Homography TILTED =
      Homography.of(0.8, -0.1, 90, 0.3, 0.9, 20, 2e-4, -1e-4, 1);

  @Test
  void findsTheSimplestKind() {
    Random random = new Random(2);
    assertEquals(Model.SHIFT, fit(random, SHIFTED).model());
    assertEquals(Model.SIMILARITY, fit(random, SIMILAR).model());
    assertEquals(Model.AFFINE, fit(random, AFFINE).model());
    assertEquals(Model.PROJECTIVE, fit(random, TILTED).model());
  }

  @Test
  void manyPairsOfOnePlaceAreNoProof() {
    // Six windows in the dark, 50 pairs at each; glare moves each window by half a pixel.
    Random random = new Random(3);
    List<AssociatedPair> pairs = new ArrayList<>();
    for (int window = 0; window < 6; window++) {
      double dx = 0.5 * random.nextGaussian();
      double dy = 0.5 * random.nextGaussian();
      for (int i = 0; i < 50; i++) {
        double x = 110 + 64 * window + 20 * random.nextDouble();
        double y = 64 * (window % 3) + 110 + 20 * random.nextDouble();
        pairs.add(
            new AssociatedPair(
                x,
                y,
                SHIFTED.x(x, y) + dx + 0.2 * random.nextGaussian(),
                SHIFTED.y(x, y) + dy + 0.2 * random.nextGaussian()));
      }
    }
    HomographyFit.Fit fit = HomographyFit.refine(SHIFTED, pairs, 2);
    assertEquals(Model.SHIFT, fit.model());
    assertTrue(Views.error(fit.transform(), SHIFTED, 640, 480) < 1, fit.toString());
  }

  @Test
  void isPreciseDespiteWrongPairs() {
    Random random = new Random(Seed.next("HomographyFitTest"));
    for (Homography truth : List.of(SHIFTED, SIMILAR, AFFINE, TILTED)) {
      List<AssociatedPair> pairs = pairs(random, truth, 200);
      for (int i = 0; i < 100; i++) {
        pairs.add(
            new AssociatedPair(
                640 * random.nextDouble(),
                480 * random.nextDouble(),
                640 * random.nextDouble(),
                480 * random.nextDouble()));
      }
      Homography first = HomographyFit.ransac(pairs, 3);
      assertNotNull(first);
      List<AssociatedPair> near =
          pairs.stream()
              .filter(p ->
                  Math.hypot(first.x(p.p1.x, p.p1.y) - p.p2.x, first.y(p.p1.x, p.p1.y) - p.p2.y)
                      < 6)
              .toList();
      Homography fitted = HomographyFit.refine(first, near, 2).transform();
      assertTrue(Views.error(fitted, truth, 640, 480) < 0.3, fitted.toString());
    }
  }

  @Test
  void threePairsAreTooFew() {
    assertNull(HomographyFit.ransac(pairs(new Random(1), TILTED, 3), 3));
  }

  private static HomographyFit.Fit fit(Random random, Homography truth) {
    return HomographyFit.refine(truth, pairs(random, truth, 300), 2);
  }

  private static List<AssociatedPair> pairs(Random random, Homography truth, int count) {
    List<AssociatedPair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double x = 640 * random.nextDouble();
      double y = 480 * random.nextDouble();
      pairs.add(
          new AssociatedPair(
              x,
              y,
              truth.x(x, y) + 0.5 * random.nextGaussian(),
              truth.y(x, y) + 0.5 * random.nextGaussian()));
    }
    return pairs;
  }
}
