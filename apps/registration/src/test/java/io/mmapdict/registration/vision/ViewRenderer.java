package io.mmapdict.registration.vision;

import boofcv.struct.image.GrayF32;
import java.util.Random;

/** Photographs a flat scene through a homography: antialiased, exposed, with noise, in 8 bits. */
final class ViewRenderer {
  private static final double GAMMA = 1 / 2.2;
  private static final double OUTSIDE = 0.2;

  private ViewRenderer() {}

  /**
   * One view.
   *
   * @param scene linear radiance, where 1 is white at exposure 1
   * @param toScene from the pixels of the view to those of the scene
   * @param exposure factor on the radiance
   * @param noise standard deviation in grey levels
   */
  static GrayF32 view(
      GrayF32 scene,
      Homography toScene,
      int width,
      int height,
      double exposure,
      double noise,
      Random random) {
    GrayF32 view = new GrayF32(width, height);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double light = exposure * light(scene, toScene, x, y);
        double level = 255 * Math.pow(light, GAMMA) + noise * random.nextGaussian();
        view.data[y * width + x] = Math.round(Math.max(0, Math.min(255, level)));
      }
    }
    return view;
  }

  /** Mean over the pixel's square, by as many samples as it covers scene pixels, doubled. */
  private static double light(GrayF32 scene, Homography toScene, int px, int py) {
    double covers = toScene.jacobian(px, py).largest();
    int samples = (int) Math.max(2, Math.min(12, Math.ceil(2 * covers)));
    double sum = 0;
    for (int j = 0; j < samples; j++) {
      for (int i = 0; i < samples; i++) {
        double x = px - 0.5 + (i + 0.5) / samples;
        double y = py - 0.5 + (j + 0.5) / samples;
        sum += toScene.depth(x, y) > 0 ? sample(scene, toScene.x(x, y), toScene.y(x, y)) : OUTSIDE;
      }
    }
    return sum / (samples * samples);
  }

  private static double sample(GrayF32 scene, double x, double y) {
    if (!(x >= 0 && y >= 0 && x < scene.width - 1 && y < scene.height - 1)) {
      return OUTSIDE;
    }
    int left = (int) x;
    int top = (int) y;
    double u = x - left;
    double v = y - top;
    int at = top * scene.width + left;
    double upper = scene.data[at] * (1 - u) + scene.data[at + 1] * u;
    double lower = scene.data[at + scene.width] * (1 - u) + scene.data[at + scene.width + 1] * u;
    return upper * (1 - v) + lower * v;
  }
}
