package io.mmapdict.registration;

import boofcv.struct.image.GrayF32;
import io.mmapdict.registration.photo.Pixels;

/** A photo as its keypoints are found in it: one band, 0 to 255. */
final class Luminance {
  // ITU-R BT.601, on the samples as they are stored.
  private static final float RED = 0.299f;
  private static final float GREEN = 0.587f;
  private static final float BLUE = 0.114f;

  private Luminance() {}

  static GrayF32 of(Pixels pixels) {
    GrayF32 gray = new GrayF32(pixels.width(), pixels.height());
    float unit = 255f / pixels.max();
    int at = 0;
    for (int y = 0; y < pixels.height(); y++) {
      for (int x = 0; x < pixels.width(); x++) {
        gray.data[at++] = unit * at(pixels, x, y);
      }
    }
    return gray;
  }

  private static float at(Pixels pixels, int x, int y) {
    if (pixels.bands() == 1) {
      return pixels.sample(x, y, 0);
    }
    return RED * pixels.sample(x, y, 0)
        + GREEN * pixels.sample(x, y, 1)
        + BLUE * pixels.sample(x, y, 2);
  }
}
