package io.mmapdict.registration.stitch;

import io.mmapdict.registration.photo.Pixels;
import io.mmapdict.registration.vision.Homography;

/**
 * One photo of a mosaic.
 *
 * @param name what messages call it
 * @param pixels gray, RGB or RGBA (alpha is not looked at), 8 or 16 bits
 * @param toReference takes a point of this photo to the reference photo's frame; pixels, first
 *     pixel's centre at (0, 0)
 */
public record Piece(String name, Pixels pixels, Homography toReference) {

  /** Slack for borders that the arithmetic moves by a hair. */
  static final double HAIR = 1e-6;

  /** One sample as a part of its range, 0 to 1; a gray photo has the same in every band. */
  double sample(int x, int y, int band) {
    int found = pixels.sample(x, y, pixels.bands() == 1 ? 0 : band);
    return (double) found / pixels.max();
  }

  /** Whether a place of this photo lies between the centres of its outermost pixels. */
  boolean covers(double x, double y) {
    return x >= -HAIR
        && y >= -HAIR
        && x <= pixels.width() - 1 + HAIR
        && y <= pixels.height() - 1 + HAIR;
  }
}
