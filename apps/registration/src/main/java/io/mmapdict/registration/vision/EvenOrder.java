package io.mmapdict.registration.vision;

import boofcv.struct.feature.ScalePoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Orders keypoints so that any first part of the list covers the photo evenly: first the strongest
 * of each cell, then the second of each, and so on. A dark corner counts as much as a bright one
 * that way, and the dark corner may be all that another exposure shares.
 */
final class EvenOrder {
  /** Cells along the longer side. */
  private static final int CELLS = 16;

  private EvenOrder() {}

  /** The first {@code most} of the points, in even order. */
  static <P extends ScalePoint> List<P> first(int most, List<P> points, int width, int height) {
    double cell = Math.max(width, height) / (double) CELLS;
    List<P> byStrength = new ArrayList<>(points);
    byStrength.sort(Comparator.comparingDouble((P p) -> -p.intensity));
    int[] taken = new int[(CELLS + 1) * (CELLS + 1)];
    List<List<P>> byRank = new ArrayList<>();
    for (P point : byStrength) {
      int across = (int) (point.pixel.x / cell);
      int down = (int) (point.pixel.y / cell);
      int at = down * (CELLS + 1) + across;
      int rank = taken[at]++;
      if (rank == byRank.size()) {
        byRank.add(new ArrayList<>());
      }
      byRank.get(rank).add(point);
    }
    return byRank.stream().flatMap(List::stream).limit(most).toList();
  }
}
