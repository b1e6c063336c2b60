package io.mmapdict.registration.vision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import boofcv.struct.geo.AssociatedPair;
import io.mmapdict.testkit.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChanceTest {

  @Test
  void countsAsTheFormulaSays() {
    // (8 - 4 + 1) * C(8, 6) * C(6, 4) * p^2 with p = pi * 9 / (100 * 100)
    double p = Math.PI * 9 / 10_000;
    double expected = Math.log10(5.0 * 28 * 15 * p * p);
    assertEquals(expected, Chance.log10Expected(6, 8, 3, 100, 100), 1e-12);
  }

  @Test
  void noChancePairsPass() {
    Random random = new Random(Seed.next("ChanceTest"));
    for (int trial = 0; trial < 20; trial++) {
      List<AssociatedPair> pairs = new ArrayList<>();
      int count = 20 + random.nextInt(200);
      for (int i = 0; i < count; i++) {
        pairs.add(
            new AssociatedPair(
                640 * random.nextDouble(),
                480 * random.nextDouble(),
                640 * random.nextDouble(),
                480 * random.nextDouble()));
      }
      Homography best = HomographyFit.ransac(pairs, 3);
      assertTrue(best != null);
      int inliers =
          (int)
              pairs.stream()
                  .filter(q ->
                      Math.hypot(best.x(q.p1.x, q.p1.y) - q.p2.x, best.y(q.p1.x, q.p1.y) - q.p2.y)
                          < 3)
                  .count();
      assertTrue(Chance.doubt(inliers, count, 3, 640, 480).isPresent(), inliers + " of " + count);
    }
  }

  @Test
  void manyAgreeingPairsPass() {
    assertTrue(Chance.doubt(40, 100, 3, 640, 480).isEmpty());
  }
}
