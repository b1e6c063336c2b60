package io.mmapdict.registration.vision;

import java.util.ArrayList;
import java.util.List;

/** The points of a regular grid over one photo that a transform takes into another photo. */
final class Overlap {
  /** A point of the first photo. */
  record Point(double x, double y) {}

  private Overlap() {}

  /** Those of a grid of {@code steps} x {@code steps} points over the whole first photo. */
  static List<Point> grid(
      Homography transform, int steps, int width, int height, int otherWidth, int otherHeight) {
    List<Point> points = new ArrayList<>();
    for (int j = 0; j < steps; j++) {
      for (int i = 0; i < steps; i++) {
        double px = (width - 1.0) * i / (steps - 1);
        double py = (height - 1.0) * j / (steps - 1);
        if (transform.depth(px, py) > 0) {
          double x = transform.x(px, py);
          double y = transform.y(px, py);
          if (x >= 0 && y >= 0 && x <= otherWidth - 1 && y <= otherHeight - 1) {
            points.add(new Point(px, py));
          }
        }
      }
    }
    return points;
  }
}
