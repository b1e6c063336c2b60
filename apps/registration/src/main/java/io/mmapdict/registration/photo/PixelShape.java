package io.mmapdict.registration.photo;

/** The check that both kinds of pixel arrays share. */
final class PixelShape {
  private PixelShape() {}

  static void check(int width, int height, int bands, int length) {
    if (width < 1 || height < 1 || (bands != 1 && bands != 3 && bands != 4)) {
      throw new IllegalArgumentException(
          "expected a picture of at least 1 x 1 pixels with 1, 3 or 4 bands, found "
              + width
              + " x "
              + height
              + " with "
              + bands);
    }
    if ((long) width * height * bands != length) {
      throw new IllegalArgumentException(
          "expected "
              + (long) width * height * bands
              + " samples for "
              + height
              + " x "
              + width
              + " x "
              + bands
              + ", found "
              + length);
    }
  }
}
