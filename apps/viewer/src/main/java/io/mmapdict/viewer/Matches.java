package io.mmapdict.viewer;

import io.mmapdict.ndarray.NDArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which keypoints of two photos a transform puts on each other: of each of the first photo the one
 * of the second that lies within two pixels of where it should, and whose descriptor is the
 * nearest. The file keeps the transform, not the pairs.
 */
final class Matches {
  private static final double NEAR = 2;
  private static final int MOST = 2000;

  private final Points to;
  private final double[] x;
  private final double[] y;

  /** The second photo's keypoints by squares of {@link #NEAR} pixels. */
  private final Map<Long, List<Integer>> squares = new HashMap<>();

  private Matches(Points to) {
    this.to = to;
    this.x = Samples.doubles(to.x());
    this.y = Samples.doubles(to.y());
    for (int i = 0; i < x.length; i++) {
      squares.computeIfAbsent(square(x[i], y[i], 0, 0), at -> new ArrayList<>()).add(i);
    }
  }

  /** Pairs {@code x, y, x2, y2}; of very many some that are evenly chosen. */
  static List<double[]> of(Points from, Points to, PixelMap transform) {
    Matches matches = new Matches(to);
    double[] x = Samples.doubles(from.x());
    double[] y = Samples.doubles(from.y());
    List<double[]> pairs = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      double[] seen = descriptor(from, i);
      int found = matches.nearest(transform.x(x[i], y[i]), transform.y(x[i], y[i]), seen);
      if (found >= 0) {
        pairs.add(new double[] {x[i], y[i], matches.x[found], matches.y[found]});
      }
    }
    int step = Math.toIntExact(ArrayPart.stepFor(pairs.size(), MOST));
    List<double[]> chosen = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i += step) {
      chosen.add(pairs.get(i));
    }
    return chosen;
  }

  private int nearest(double u, double v, double[] seen) {
    int nearest = -1;
    double best = Double.POSITIVE_INFINITY;
    for (int dx = -1; dx <= 1; dx++) {
      for (int dy = -1; dy <= 1; dy++) {
        for (int i : squares.getOrDefault(square(u, v, dx, dy), List.of())) {
          double distance =
              Math.hypot(x[i] - u, y[i] - v) > NEAR
                  ? Double.POSITIVE_INFINITY
                  : distance(seen, descriptor(to, i));
          if (distance < best) {
            best = distance;
            nearest = i;
          }
        }
      }
    }
    return nearest;
  }

  private static long square(double x, double y, int dx, int dy) {
    long column = (long) Math.floor(x / NEAR) + dx;
    long row = (long) Math.floor(y / NEAR) + dy;
    return (column << Integer.SIZE) ^ (row & 0xffff_ffffL);
  }

  private static double[] descriptor(Points points, int number) {
    NDArray rows = points.descriptors();
    return rows == null ? new double[0] : Samples.doubles(rows.select(0, number));
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < Math.min(a.length, b.length); i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }
}
