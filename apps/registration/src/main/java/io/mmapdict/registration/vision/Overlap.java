package io.mmapdict.registration.vision;

import java.util.ArrayList;
import java.util.List;

/** The points of a regular grid over one photo that a transform takes into another photo. */
final class Overlap {
  /** A point of the first photo. */
  record Point(double x, double y) {}

  private Overlap() {}

  /** Those of a grid over the whole photo. */
  static List<Point> whole(int steps, int width, int height) {
    List<Point> points = new ArrayList<>();
    for (int j = 0; j < steps; j++) {
      for (int i = 0; i < steps; i++) {
        points.add(new Point((width - 1.0) * i / (steps - 1), (height - 1.0) * j / (steps - 1)));
      }
    }
    return points;
  }

  /** Those of a grid over the whole first photo that fall into the other. */
  static List<Point> grid(
      Homography transform, int steps, int width, int height, int otherWidth, int otherHeight) {
    return whole(steps, width, height).stream()
        .filter(p -> {
          double x = transform.x(p.x(), p.y());
          double y = transform.y(p.x(), p.y());
          return transform.depth(p.x(), p.y()) > 0
              && x >= 0
              && y >= 0
              && x <= otherWidth - 1
              && y <= otherHeight - 1;
        })
        .toList();
  }
}
