package io.mmapdict.registration.vision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlausibilityTest {

  @Test
  void everyViewOfTheMeasuredRangeIsPlausible() {
    Random random = new Random(3);
    Homography back = RandomView.reference(2000, 1500).inverse();
    for (int i = 0; i < 1000; i++) {
      RandomView view = RandomView.draw(random, 2000, 1500);
      assertEquals(Optional.empty(), doubt(view.toScene().then(back)), view.toString());
    }
  }

  @Test
  void aMirrorImageIsNot() {
    refused("mirror", Homography.of(-1, 0, 639, 0, 1, 0, 0, 0, 1));
  }

  @Test
  void aHorizonInThePhotoIsNot() {
    refused("horizon", Homography.of(1, 0, 0, 0, 1, 0, -1.0 / 500, 0, 1));
  }

  @Test
  void aLargeZoomIsNot() {
    refused("zoom", Homography.of(3, 0, -600, 0, 3, -400, 0, 0, 1));
    refused("zoom", Homography.of(1, 0, 200, 0, 1, 100, 0, 0, 3));
  }

  @Test
  void aStretchIsNot() {
    refused("stretched", Homography.of(2, 0, -300, 0, 0.5, 100, 0, 0, 1));
  }

  @Test
  void aPhotoBesideTheOtherIsNot() {
    refused("share", Homography.of(1, 0, 645, 0, 1, 0, 0, 0, 1));
  }

  @Test
  void aChainNeedsNoOverlap() {
    Homography beside = Homography.of(1, 0, 1000, 0, 1, 0, 0, 0, 1);
    assertEquals(Optional.empty(), Plausibility.doubtOfChain(beside, 640, 480));
    Homography mirrored = Homography.of(1, 0, 1000, 0, -1, 0, 0, 0, 1);
    assertTrue(Plausibility.doubtOfChain(mirrored, 640, 480).isPresent());
  }

  private static void refused(String word, Homography transform) {
    assertTrue(doubt(transform).orElse("plausible").contains(word), doubt(transform).toString());
  }

  private static Optional<String> doubt(Homography transform) {
    return Plausibility.doubt(
        transform, RandomView.WIDTH, RandomView.HEIGHT, RandomView.WIDTH, RandomView.HEIGHT);
  }
}
