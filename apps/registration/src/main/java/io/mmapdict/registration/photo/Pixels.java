package io.mmapdict.registration.photo;

/**
 * The samples of a picture, wherever they lie: in an array ({@link Pixels8}, {@link Pixels16}) or
 * in a mapped file. Pixel (0, 0) is the upper left one, x counts to the right, y down.
 *
 * <p>Implementations are safe for reading from several threads at once.
 */
public interface Pixels {
  /** Pixels in a row, at least 1. */
  int width();

  /** Rows, at least 1. */
  int height();

  /** Samples in a pixel: 1 (gray), 3 (RGB) or 4 (RGBA). */
  int bands();

  /** Bits in a sample: 8 or 16. */
  int bits();

  /** One sample, 0 to {@link #max()}; which exception ends a place outside is not specified. */
  int sample(int x, int y, int band);

  /** The largest value a sample can have. */
  default int max() {
    return (1 << bits()) - 1;
  }
}
