package io.mmapdict.registration.hdr;

import io.mmapdict.registration.photo.PhotoException;
import io.mmapdict.registration.photo.Pixels;
import io.mmapdict.registration.vision.Homography;
import java.util.List;

/**
 * One photo of a bracket.
 *
 * @param name what messages call it
 * @param pixels gray, RGB or RGBA (alpha is not looked at), 8 or 16 bits
 * @param toReference takes a point of this photo to the reference photo's frame; pixels, first
 *     pixel's centre at (0, 0)
 * @param seconds the exposure time
 */
public record Exposure(String name, Pixels pixels, Homography toReference, double seconds) {

  /** Bands of the merged radiance: red, green, blue. */
  static final int RGB = 3;

  /**
   * Checks the exposure time.
   *
   * @throws PhotoException if the time is not positive and finite
   */
  public Exposure {
    if (!(seconds > 0) || !Double.isFinite(seconds)) {
      throw new PhotoException(
          name
              + ": expected an exposure time above 0 seconds, found "
              + seconds
              + "; give the right times.");
    }
  }

  /** One sample; a gray photo has the same in every band. */
  int sample(int x, int y, int band) {
    return pixels.sample(x, y, pixels.bands() == 1 ? 0 : band);
  }

  /** The bits of all photos of a bracket. */
  static int commonBits(List<Exposure> bracket) {
    if (bracket.isEmpty()) {
      throw new PhotoException("expected photos of different exposure, found none");
    }
    int bits = bracket.getFirst().pixels().bits();
    for (Exposure exposure : bracket) {
      if (exposure.pixels().bits() != bits) {
        throw new PhotoException(
            exposure.name()
                + ": expected samples of "
                + bits
                + " bits as in "
                + bracket.getFirst().name()
                + ", found "
                + exposure.pixels().bits()
                + "; one camera response cannot hold for both. Merge photos of one kind.");
      }
    }
    return bits;
  }
}
