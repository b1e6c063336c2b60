package io.mmapdict.registration.vision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Matches once more, knowing roughly where each keypoint must lie: only keypoints near the
 * predicted place, of the predicted scale and direction, are compared, so that what the ratio test
 * had to throw away in a repetitive scene counts too.
 */
final class GuidedMatcher {
  private static final double MAX_TURN = Math.toRadians(25);
  private static final double MAX_OCTAVES = 0.6;

  /** Squared distance of descriptors (their squared length is near 65,536). */
  private static final int MAX_DISTANCE = 10_000;

  private final Features a;
  private final Features b;
  private final Homography transform;
  private final double reach;
  private final double cell;
  private final int[][] cells;
  private final int cellsAcross;
  private final int cellsDown;

  private GuidedMatcher(Features a, Features b, Homography transform, double reach) {
    this.a = a;
    this.b = b;
    this.transform = transform;
    this.reach = reach;
    cell = Math.max(reach, 8);
    double right = 0;
    double bottom = 0;
    for (int i = 0; i < b.count(); i++) {
      right = Math.max(right, b.x()[i]);
      bottom = Math.max(bottom, b.y()[i]);
    }
    cellsAcross = (int) (right / cell) + 1;
    cellsDown = (int) (bottom / cell) + 1;
    cells = fillCells();
  }

  /**
   * Matches under a transform.
   *
   * @param transform from the first photo to the second
   * @param reach how far from its predicted place, in pixels of the second photo
   */
  static Matches match(Features a, Features b, Homography transform, double reach) {
    return new GuidedMatcher(a, b, transform, reach).match();
  }

  private int[][] fillCells() {
    int[] count = new int[cellsAcross * cellsDown];
    for (int i = 0; i < b.count(); i++) {
      count[cellOf(b.x()[i], b.y()[i])]++;
    }
    int[][] filled = new int[count.length][];
    for (int i = 0; i < count.length; i++) {
      filled[i] = new int[count[i]];
    }
    for (int i = b.count() - 1; i >= 0; i--) {
      int at = cellOf(b.x()[i], b.y()[i]);
      filled[at][--count[at]] = i;
    }
    return filled;
  }

  private int cellOf(double x, double y) {
    int across = Math.min(cellsAcross - 1, Math.max(0, (int) (x / cell)));
    int down = Math.min(cellsDown - 1, Math.max(0, (int) (y / cell)));
    return down * cellsAcross + across;
  }

  private Matches match() {
    int[] chosen = new int[b.count()];
    int[] distance = new int[b.count()];
    Arrays.fill(chosen, -1);
    for (int i = 0; i < a.count(); i++) {
      if (transform.depth(a.x()[i], a.y()[i]) > 0) {
        int best = best(i);
        if (best >= 0) {
          int d = squaredDistance(i, best);
          if (chosen[best] < 0 || d < distance[best]) {
            chosen[best] = i;
            distance[best] = d;
          }
        }
      }
    }
    List<int[]> pairs = new ArrayList<>();
    for (int j = 0; j < chosen.length; j++) {
      if (chosen[j] >= 0) {
        pairs.add(new int[] {chosen[j], j});
      }
    }
    return Matches.of(pairs);
  }

  private int best(int i) {
    double x = transform.x(a.x()[i], a.y()[i]);
    double y = transform.y(a.x()[i], a.y()[i]);
    int fromColumn = (int) Math.max(0, Math.floor((x - reach) / cell));
    int toColumn = (int) Math.min(cellsAcross - 1, Math.floor((x + reach) / cell));
    int fromRow = (int) Math.max(0, Math.floor((y - reach) / cell));
    int toRow = (int) Math.min(cellsDown - 1, Math.floor((y + reach) / cell));
    if (fromColumn > toColumn || fromRow > toRow) {
      return -1;
    }
    Jacobian local = transform.jacobian(a.x()[i], a.y()[i]);
    double scale = a.scale()[i] * local.zoom();
    double angle = local.turn(a.angle()[i]);
    int best = -1;
    int bestDistance = MAX_DISTANCE;
    for (int row = fromRow; row <= toRow; row++) {
      for (int column = fromColumn; column <= toColumn; column++) {
        for (int j : cells[row * cellsAcross + column]) {
          if (fits(j, x, y, scale, angle)) {
            int d = squaredDistance(i, j);
            if (d < bestDistance) {
              bestDistance = d;
              best = j;
            }
          }
        }
      }
    }
    return best;
  }

  private boolean fits(int j, double x, double y, double scale, double angle) {
    return Math.hypot(b.x()[j] - x, b.y()[j] - y) < reach
        && Math.abs(Math.log(b.scale()[j] / scale)) < MAX_OCTAVES * Math.log(2)
        && Math.abs(Math.IEEEremainder(b.angle()[j] - angle, 2 * Math.PI)) < MAX_TURN;
  }

  private int squaredDistance(int i, int j) {
    int sum = 0;
    int p = i * Features.DESCRIPTOR_LENGTH;
    int q = j * Features.DESCRIPTOR_LENGTH;
    for (int k = 0; k < Features.DESCRIPTOR_LENGTH; k++) {
      int difference = a.descriptors()[p + k] - b.descriptors()[q + k];
      sum += difference * difference;
    }
    return sum;
  }
}
