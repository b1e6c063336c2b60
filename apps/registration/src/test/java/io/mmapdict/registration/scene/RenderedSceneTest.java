package io.mmapdict.registration.scene;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.registration.vision.Homography;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** That the truth which comes with the photos is true. */
class RenderedSceneTest {
  private static final RenderedScene SCENE = RenderedScene.render(10, 200, 150);

  @Test
  void sameSeedSameSamples() {
    RenderedScene again = RenderedScene.render(10, 200, 150);
    RenderedScene other = RenderedScene.render(11, 200, 150);
    assertArrayEquals(SCENE.truth().rgb(), again.truth().rgb());
    for (int i = 0; i < SCENE.shots().size(); i++) {
      assertArrayEquals(
          SCENE.shots().get(i).pixels().samples(), again.shots().get(i).pixels().samples());
      assertEquals(SCENE.shots().get(i).toReference(), again.shots().get(i).toReference());
    }
    assertNotEquals(Arrays.hashCode(SCENE.truth().rgb()), Arrays.hashCode(other.truth().rgb()));
  }

  @Test
  void rangesAreHigh() {
    double longest = SCENE.shots().getFirst().seconds();
    assertEquals(4096, longest / SCENE.shots().getLast().seconds());
    float[] sorted = SCENE.truth().rgb().clone();
    Arrays.sort(sorted);
    double range = sorted[sorted.length * 99 / 100] / sorted[sorted.length / 100];
    assertTrue(range > 1000, "the middle 98 % span 1 to " + range);
  }

  /**
   * Each photo, predicted from the truth, its seconds, the transform and the camera's curve: less
   * than half a pixel off in any direction, the prediction is worse.
   */
  @Test
  void photosShowTheTruthWhereTheTransformsSay() {
    for (RenderedScene.Shot shot : SCENE.shots()) {
      double right = meanError(shot, shot.toReference());
      double[][] shifts = {{0.4, 0}, {-0.4, 0}, {0, 0.4}, {0, -0.4}};
      for (double[] shift : shifts) {
        Homography off = Homography.of(1, 0, shift[0], 0, 1, shift[1], 0, 0, 1);
        double wrong = meanError(shot, shot.toReference().then(off));
        assertTrue(
            right < wrong,
            shot.name() + ": " + right + " levels, " + Arrays.toString(shift) + " off " + wrong);
      }
    }
  }

  private static double meanError(RenderedScene.Shot shot, Homography h) {
    double sum = 0;
    int count = 0;
    for (int y = 0; y < 150; y++) {
      for (int x = 0; x < 200; x++) {
        double u = h.x(x, y);
        double v = h.y(x, y);
        if (u >= 0 && v >= 0 && u < 199 && v < 149) {
          double expected = 255 * Camera.response(truth(u, v) * shot.seconds());
          sum += Math.abs(shot.pixels().sample(x, y, 1) - expected);
          count++;
        }
      }
    }
    return sum / count;
  }

  private static double truth(double x, double y) {
    int column = (int) x;
    int row = (int) y;
    double u = x - column;
    double v = y - row;
    return (1 - v) * ((1 - u) * green(column, row) + u * green(column + 1, row))
        + v * ((1 - u) * green(column, row + 1) + u * green(column + 1, row + 1));
  }

  private static double green(int x, int y) {
    return SCENE.truth().rgb()[(y * 200 + x) * 3 + 1];
  }
}
