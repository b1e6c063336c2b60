package io.mmapdict.registration.vision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import boofcv.struct.image.GrayF32;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PhotometricCheckTest {
  private static GrayF32 scene;
  private static GrayF32 normal;
  private static final Homography REFERENCE = RandomView.reference(1000, 800);

  @BeforeAll
  static void render() {
    scene = TextureRenderer.scene(77, 1000, 800);
    normal = photograph(scene, 1, 1);
  }

  @Test
  void exposureAndNoiseDoNotMatter() {
    for (double exposure : new double[] {1 / 16.0, 1 / 4.0, 1, 4}) {
      PhotometricCheck check =
          PhotometricCheck.of(photograph(scene, exposure, 2), normal, Homography.IDENTITY);
      assertEquals(Optional.empty(), check.doubt(), check.toString());
    }
  }

  @Test
  void aShiftOfFivePixelsIsSeen() {
    for (int step = 0; step < 8; step++) {
      double x = 5 * Math.cos(step * Math.PI / 4);
      double y = 5 * Math.sin(step * Math.PI / 4);
      refused(Homography.of(1, 0, x, 0, 1, y, 0, 0, 1));
    }
  }

  @Test
  void aTurnOfFourDegreesIsSeen() {
    double c = Math.cos(Math.toRadians(4));
    double s = Math.sin(Math.toRadians(4));
    refused(Homography.of(c, -s, 320 - 320 * c + 240 * s, s, c, 240 - 320 * s - 240 * c, 0, 0, 1));
  }

  @Test
  void anotherSceneIsSeen() {
    GrayF32 other = photograph(TextureRenderer.scene(78, 1000, 800), 1, 1);
    PhotometricCheck check = PhotometricCheck.of(other, normal, Homography.IDENTITY);
    assertTrue(check.doubt().isPresent(), check.toString());
  }

  @Test
  void aBlankPhotoHasNothingToCompare() {
    GrayF32 blank = new GrayF32(RandomView.WIDTH, RandomView.HEIGHT);
    PhotometricCheck check = PhotometricCheck.of(blank, normal, Homography.IDENTITY);
    assertEquals(0, check.patches());
    assertTrue(check.doubt().isPresent());
  }

  private static void refused(Homography wrong) {
    PhotometricCheck check = PhotometricCheck.of(normal, normal, wrong);
    assertTrue(check.doubt().isPresent(), check + " under " + wrong);
  }

  private static GrayF32 photograph(GrayF32 of, double exposure, double noise) {
    return ViewRenderer.view(
        of, REFERENCE, RandomView.WIDTH, RandomView.HEIGHT, exposure, noise, new Random(9));
  }
}
