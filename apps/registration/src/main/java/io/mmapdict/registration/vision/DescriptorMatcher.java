package io.mmapdict.registration.vision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Compares every descriptor of one photo with every one of another and keeps the pairs that choose
 * each other and are clearly better than the second choice (Lowe 2004, section 7.1).
 *
 * <p>Written out because it is most of the time of a registration: four rows at once over a
 * transposed table is a loop that the JIT compiler turns into vector instructions.
 */
final class DescriptorMatcher {
  private static final int LENGTH = Features.DESCRIPTOR_LENGTH;

  /** Second choices nearer than this (squared ratio of distances) make a choice doubtful. */
  private static final float RATIO_SQUARED = 0.8f * 0.8f;

  /** Columns at a time: their part of the table stays in the cache. */
  private static final int TILE = 512;

  private static final int ROWS = 4;

  private final Features a;
  private final Features b;
  private final int rows;
  private final int columns;
  private final Choices ofRows;
  private final Choices ofColumns;

  private DescriptorMatcher(Features a, Features b, int strongest) {
    this.a = a;
    this.b = b;
    rows = Math.min(a.count(), strongest);
    columns = Math.min(b.count(), strongest);
    ofRows = new Choices(rows);
    ofColumns = new Choices(columns);
  }

  /** Matches among the first {@code strongest} keypoints of each. */
  static Matches match(Features a, Features b, int strongest) {
    DescriptorMatcher matcher = new DescriptorMatcher(a, b, strongest);
    matcher.compareAll();
    return matcher.mutual();
  }

  private void compareAll() {
    float[] table = new float[LENGTH * TILE];
    float[] length = new float[TILE];
    float[] query = new float[ROWS * LENGTH];
    float[] dots = new float[ROWS * TILE];
    for (int from = 0; from < columns; from += TILE) {
      int width = Math.min(TILE, columns - from);
      transpose(from, width, table, length);
      for (int row = 0; row < rows; row += ROWS) {
        int height = Math.min(ROWS, rows - row);
        for (int i = 0; i < height * LENGTH; i++) {
          query[i] = a.descriptors()[row * LENGTH + i];
        }
        multiply(query, table, dots);
        for (int r = 0; r < height; r++) {
          choose(row + r, squaredLength(query, r), from, width, length, dots, r * TILE);
        }
      }
    }
  }

  private void transpose(int from, int width, float[] table, float[] length) {
    Arrays.fill(length, 0);
    for (int j = 0; j < width; j++) {
      for (int k = 0; k < LENGTH; k++) {
        float value = b.descriptors()[(from + j) * LENGTH + k];
        table[k * TILE + j] = value;
        length[j] += value * value;
      }
    }
  }

  private static void multiply(float[] query, float[] table, float[] dots) {
    Arrays.fill(dots, 0);
    for (int k = 0; k < LENGTH; k++) {
      float q0 = query[k];
      float q1 = query[LENGTH + k];
      float q2 = query[2 * LENGTH + k];
      float q3 = query[3 * LENGTH + k];
      int at = k * TILE;
      for (int j = 0; j < TILE; j++) {
        float t = table[at + j];
        dots[j] += q0 * t;
        dots[TILE + j] += q1 * t;
        dots[2 * TILE + j] += q2 * t;
        dots[3 * TILE + j] += q3 * t;
      }
    }
  }

  private static float squaredLength(float[] query, int row) {
    float sum = 0;
    for (int k = row * LENGTH; k < (row + 1) * LENGTH; k++) {
      sum += query[k] * query[k];
    }
    return sum;
  }

  private void choose(
      int row, float own, int from, int width, float[] length, float[] dots, int at) {
    for (int j = 0; j < width; j++) {
      float distance = own + length[j] - 2 * dots[at + j];
      ofRows.offer(row, from + j, distance);
      ofColumns.offer(from + j, row, distance);
    }
  }

  private Matches mutual() {
    List<int[]> pairs = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      int column = ofRows.best[row];
      if (column >= 0
          && ofColumns.best[column] == row
          && ofRows.distance[row] < RATIO_SQUARED * ofRows.second[row]) {
        pairs.add(new int[] {row, column});
      }
    }
    return Matches.of(pairs);
  }

  /** The nearest so far of each, and how far the second nearest is. */
  private static final class Choices {
    private final int[] best;
    private final float[] distance;
    private final float[] second;

    Choices(int count) {
      best = new int[count];
      distance = new float[count];
      second = new float[count];
      Arrays.fill(best, -1);
      Arrays.fill(distance, Float.MAX_VALUE);
      Arrays.fill(second, Float.MAX_VALUE);
    }

    void offer(int who, int candidate, float squaredDistance) {
      if (squaredDistance < second[who]) {
        if (squaredDistance < distance[who]) {
          second[who] = distance[who];
          distance[who] = squaredDistance;
          best[who] = candidate;
        } else {
          second[who] = squaredDistance;
        }
      }
    }
  }
}
