package io.mmapdict.registration.stitch;

import io.mmapdict.registration.photo.Pixels;

/**
 * A photo at places between its pixels: the cubic convolution of Keys (1981, a = -1/2), with the
 * outermost pixels repeated beyond the border.
 */
final class Resampler {
  private final Piece piece;
  private final int right;
  private final int bottom;
  private final double[] across = new double[4];
  private final double[] down = new double[4];

  Resampler(Piece piece) {
    Pixels pixels = piece.pixels();
    this.piece = piece;
    this.right = pixels.width() - 1;
    this.bottom = pixels.height() - 1;
  }

  /** Adds red, green and blue of a place, each as a part of the range of samples. */
  void addTo(double[] rgb, double x, double y) {
    int column = (int) Math.floor(x);
    int row = (int) Math.floor(y);
    weights(across, x - column);
    weights(down, y - row);
    for (int j = 0; j < 4; j++) {
      int v = Math.clamp(row - 1 + j, 0, bottom);
      for (int i = 0; i < 4; i++) {
        double weight = across[i] * down[j];
        if (weight != 0) {
          int u = Math.clamp(column - 1 + i, 0, right);
          for (int band = 0; band < 3; band++) {
            rgb[band] += weight * piece.sample(u, v, band);
          }
        }
      }
    }
  }

  private static void weights(double[] weights, double t) {
    weights[0] = t * (-0.5 + t * (1 - 0.5 * t));
    weights[1] = 1 + t * t * (-2.5 + 1.5 * t);
    weights[2] = t * (0.5 + t * (2 - 1.5 * t));
    weights[3] = t * t * (-0.5 + 0.5 * t);
  }
}
