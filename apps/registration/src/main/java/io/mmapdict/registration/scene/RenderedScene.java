package io.mmapdict.registration.scene;

import io.mmapdict.registration.hdr.RadianceMap;
import io.mmapdict.registration.photo.Pixels8;
import io.mmapdict.registration.vision.Homography;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A scene rendered and photographed: seven photos in steps of two stops (4096 to 1 from the first
 * to the last), hand-held, and the truth about them. The same seed and size give the same samples.
 *
 * @param shots the photos, the longest exposure first; the first is the reference
 * @param truth the radiance in the reference photo's frame
 */
public record RenderedScene(List<Shot> shots, RadianceMap truth) {
  private static final int SHOTS = 7;
  private static final double LONGEST_SECONDS = 16;
  private static final double STEP = 4;

  /** Points in each pixel at which the light is taken, across and down. */
  private static final int SUPERSAMPLING = 3;

  /**
   * A photo.
   *
   * @param name unique among the shots, fit for a file name
   * @param pixels RGB of 8 bits
   * @param seconds the exposure time
   * @param toReference the true transform from this photo to the reference
   */
  public record Shot(String name, Pixels8 pixels, double seconds, Homography toReference) {}

  /** Renders the scene; 800 x 600 is what it is drawn for. Takes a few seconds. */
  public static RenderedScene render(long seed, int width, int height) {
    WallPicture wall = WallPicture.paint(new ChapelWall(seed), width, height);
    SplittableRandom random = new SplittableRandom(seed);
    List<Shot> shots = new ArrayList<>();
    for (int i = 0; i < SHOTS; i++) {
      Homography toReference = i == 0 ? Homography.IDENTITY : moved(random, width, height);
      double seconds = LONGEST_SECONDS / Math.pow(STEP, i);
      byte[] samples = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
      SplittableRandom noise = random.split();
      photograph(
          wall,
          toReference,
          width,
          height,
          (at, radiance) -> samples[at] = (byte) Camera.sample(radiance * seconds, noise));
      shots.add(
          new Shot("shot" + (i + 1), new Pixels8(width, height, 3, samples), seconds, toReference));
    }
    float[] truth = new float[width * height * 3];
    photograph(
        wall, Homography.IDENTITY, width, height, (at, radiance) -> truth[at] = (float) radiance);
    return new RenderedScene(List.copyOf(shots), new RadianceMap(width, height, truth));
  }

  /** A small movement of the camera: turned, shifted, nearer or farther, tilted. */
  private static Homography moved(SplittableRandom random, int width, int height) {
    double size = Math.max(width, height);
    double angle = Math.toRadians(random.nextDouble(-2.5, 2.5));
    double zoom = random.nextDouble(0.96, 1.04);
    double shiftX = random.nextDouble(-0.02, 0.02) * size;
    double shiftY = random.nextDouble(-0.02, 0.02) * size;
    double tiltX = random.nextDouble(-0.03, 0.03) / size;
    double tiltY = random.nextDouble(-0.03, 0.03) / size;
    double middleX = (width - 1) / 2.0;
    double middleY = (height - 1) / 2.0;
    Homography toMiddle = Homography.of(1, 0, -middleX, 0, 1, -middleY, 0, 0, 1);
    Homography camera =
        Homography.of(
            zoom * Math.cos(angle),
            -zoom * Math.sin(angle),
            shiftX,
            zoom * Math.sin(angle),
            zoom * Math.cos(angle),
            shiftY,
            tiltX,
            tiltY,
            1);
    return toMiddle.then(camera).then(toMiddle.inverse());
  }

  private interface Sensor {
    void receive(int at, double radiance);
  }

  private static void photograph(
      WallPicture wall, Homography toReference, int width, int height, Sensor sensor) {
    double[] sum = new double[3];
    int points = SUPERSAMPLING * SUPERSAMPLING;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        Arrays.fill(sum, 0);
        for (int point = 0; point < points; point++) {
          int across = point % SUPERSAMPLING;
          int down = point / SUPERSAMPLING;
          double px = x + (across + 0.5) / SUPERSAMPLING - 0.5;
          double py = y + (down + 0.5) / SUPERSAMPLING - 0.5;
          wall.addTo(sum, toReference.x(px, py), toReference.y(px, py));
        }
        for (int band = 0; band < 3; band++) {
          sensor.receive((y * width + x) * 3 + band, sum[band] / points);
        }
      }
    }
  }
}
