package io.mmapdict.registration.scene;

import io.mmapdict.registration.hdr.Srgb;
import java.util.random.RandomGenerator;

/**
 * A camera: light falls on the sensor for some seconds, electrons are counted with shot and read
 * noise, the well runs over, a tone curve with a shoulder and a toe makes samples of 8 bits.
 * Exposure 1 fills the well.
 */
public final class Camera {
  private static final double FULL_WELL_ELECTRONS = 20_000;
  private static final double READ_NOISE_ELECTRONS = 4;
  private static final double SHOULDER = 1.5;
  private static final double CONTRAST = 0.22;

  private Camera() {}

  /**
   * The response: what part of the range of samples an exposure gives. Not a power law: highlights
   * are compressed, the sRGB curve follows, then contrast is added. From 0 at 0 to 1 at 1 and
   * above, strictly increasing between.
   */
  public static double response(double exposure) {
    double clipped = Math.clamp(exposure, 0, 1);
    double film = (1 - Math.exp(-SHOULDER * clipped)) / (1 - Math.exp(-SHOULDER));
    double coded = Srgb.code(film);
    return coded + CONTRAST * coded * (1 - coded) * (2 * coded - 1);
  }

  /** One sample, with noise. */
  static int sample(double exposure, RandomGenerator random) {
    double electrons = exposure * FULL_WELL_ELECTRONS;
    double noise = Math.sqrt(electrons + READ_NOISE_ELECTRONS * READ_NOISE_ELECTRONS);
    double counted = electrons + noise * random.nextGaussian();
    return (int) Math.round(255 * response(counted / FULL_WELL_ELECTRONS));
  }
}
