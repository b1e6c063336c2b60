package io.mmapdict.registration.vision;

import java.util.Random;

/**
 * How a view was taken.
 *
 * @param toScene from the view's pixels to the scene's
 * @param tilt angle between line of sight and the scene's normal, in degrees
 * @param zoom of the view against the reference, above 1 where the view is nearer
 * @param exposure factor against the reference's
 * @param noise in grey levels
 */
record RandomView(
    Homography toScene, double tilt, double zoom, double turn, double exposure, double noise) {
  static final int WIDTH = 640;
  static final int HEIGHT = 480;
  static final double MAX_TILT = 40;
  static final double MAX_ZOOM = 2.5;
  static final double MAX_STOPS = 4;
  static final double MAX_NOISE = 3;

  /** Focal length in pixels: 60 degrees across. */
  private static final double FOCAL = 554;

  /** The reference: straight on, one pixel a scene pixel, on the middle of the scene. */
  static Homography reference(int sceneWidth, int sceneHeight) {
    return Homography.of(
        1, 0, (sceneWidth - WIDTH) / 2.0, 0, 1, (sceneHeight - HEIGHT) / 2.0, 0, 0, 1);
  }

  /** Drawn evenly from all tilts, turns, zooms (by their logarithm) and exposures (in stops). */
  static RandomView draw(Random random, int sceneWidth, int sceneHeight) {
    double tilt = MAX_TILT * random.nextDouble();
    double direction = 2 * Math.PI * random.nextDouble();
    double turn = 2 * Math.PI * random.nextDouble();
    double zoom = Math.pow(MAX_ZOOM, 2 * random.nextDouble() - 1);
    double exposure = Math.pow(2, MAX_STOPS * (2 * random.nextDouble() - 1));
    double noise = MAX_NOISE * random.nextDouble();
    // The line of sight meets the scene within the middle quarter of the reference.
    double x = sceneWidth / 2.0 + WIDTH * (random.nextDouble() - 0.5) / 2;
    double y = sceneHeight / 2.0 + HEIGHT * (random.nextDouble() - 0.5) / 2;
    return new RandomView(
        camera(Math.toRadians(tilt), direction, turn, zoom, x, y),
        tilt,
        zoom,
        Math.toDegrees(turn),
        exposure,
        noise);
  }

  private static Homography camera(
      double tilt, double direction, double turn, double zoom, double x, double y) {
    Homography centre = Homography.of(1, 0, -(WIDTH - 1) / 2.0, 0, 1, -(HEIGHT - 1) / 2.0, 0, 0, 1);
    // A ray (u, v, FOCAL), tilted about the u axis, meets the plane at distance FOCAL / zoom.
    double c = Math.cos(tilt);
    double s = Math.sin(tilt);
    double distance = FOCAL / zoom;
    Homography project = Homography.of(distance, 0, 0, 0, distance / c, 0, 0, -s / c, FOCAL);
    return centre
        .then(rotation(turn))
        .then(project)
        .then(rotation(direction))
        .then(Homography.of(1, 0, x, 0, 1, y, 0, 0, 1));
  }

  private static Homography rotation(double angle) {
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    return Homography.of(c, -s, 0, s, c, 0, 0, 0, 1);
  }
}
