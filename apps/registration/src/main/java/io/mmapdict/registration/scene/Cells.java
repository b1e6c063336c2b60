package io.mmapdict.registration.scene;

/**
 * The plane divided among points, one in each square of a grid, jittered (Worley, A Cellular
 * Texture Basis Function, SIGGRAPH 1996): panes of glass, stones of a mosaic.
 *
 * @param column the square of the nearest point
 * @param row the square of the nearest point
 * @param edge how far it is to the border with the next cell, in squares
 */
record Cells(long column, long row, double edge) {

  static Cells at(Noise noise, double x, double y, double jitter, long channel) {
    long i = (long) Math.floor(x);
    long j = (long) Math.floor(y);
    double first = Double.MAX_VALUE;
    double second = Double.MAX_VALUE;
    long column = i;
    long row = j;
    for (long v = j - 1; v <= j + 1; v++) {
      for (long u = i - 1; u <= i + 1; u++) {
        double px = u + 0.5 + jitter * (noise.at(u, v, channel) - 0.5);
        double py = v + 0.5 + jitter * (noise.at(u, v, channel + 1) - 0.5);
        double distance = Math.hypot(px - x, py - y);
        if (distance < first) {
          second = first;
          first = distance;
          column = u;
          row = v;
        } else if (distance < second) {
          second = distance;
        }
      }
    }
    return new Cells(column, row, (second - first) / 2);
  }
}
