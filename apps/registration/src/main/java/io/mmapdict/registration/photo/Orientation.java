package io.mmapdict.registration.photo;

/**
 * The eight values of the EXIF tag Orientation (EXIF 2.32, 4.6.4 A): how to turn a photo upright.
 */
final class Orientation {
  static final int UPRIGHT = 1;

  private Orientation() {}

  /** The picture as it was seen; itself where nothing is to turn or the value is none of 1 to 8. */
  static Pixels upright(Pixels stored, int orientation) {
    if (orientation <= UPRIGHT || orientation > 8) {
      return stored;
    }
    boolean transposed = orientation >= 5;
    int width = transposed ? stored.height() : stored.width();
    int height = transposed ? stored.width() : stored.height();
    // Which ends of the stored rows and columns the upright picture starts from.
    boolean fromRight =
        orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    boolean fromBottom =
        orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    SampleStore turned = new SampleStore(width, height, stored.bands(), stored.bits());
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int column = transposed ? y : x;
        int row = transposed ? x : y;
        int storedX = fromRight ? stored.width() - 1 - column : column;
        int storedY = fromBottom ? stored.height() - 1 - row : row;
        for (int band = 0; band < stored.bands(); band++) {
          turned.add(stored.sample(storedX, storedY, band));
        }
      }
    }
    return turned.pixels();
  }
}
