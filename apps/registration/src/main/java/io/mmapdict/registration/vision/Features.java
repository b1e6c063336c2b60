package io.mmapdict.registration.vision;

import boofcv.struct.image.GrayF32;

/**
 * The keypoints of one photo, strongest first, as parallel arrays.
 *
 * <p>The arrays are not copied, neither in nor out: nobody may change them.
 *
 * @param x position in pixels to the right, one per keypoint
 * @param y position in pixels down
 * @param scale size in pixels as BoofCV counts it: about 1.4 times the standard deviation of a
 *     Gaussian blob
 * @param angle dominant direction in radians, from x towards y
 * @param descriptors {@value #DESCRIPTOR_LENGTH} numbers from 0 to 127 per keypoint, row after row:
 *     the square roots of a SIFT descriptor of sum 1, times 256
 */
@SuppressWarnings("ArrayRecordComponent") // They are stored in the file as they are.
public record Features(float[] x, float[] y, float[] scale, float[] angle, byte[] descriptors) {
  /** Numbers in one descriptor. */
  public static final int DESCRIPTOR_LENGTH = 128;

  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException when the arrays do not belong together
   */
  public Features {
    int n = x.length;
    if (y.length != n || scale.length != n || angle.length != n) {
      throw new IllegalArgumentException(
          "keypoint arrays differ in length: x %d, y %d, scale %d, angle %d"
              .formatted(n, y.length, scale.length, angle.length));
    }
    if (descriptors.length != (long) n * DESCRIPTOR_LENGTH) {
      throw new IllegalArgumentException(
          "%d keypoints need %d x %d descriptor bytes, not %d"
              .formatted(n, n, DESCRIPTOR_LENGTH, descriptors.length));
    }
  }

  /**
   * The keypoints of a photo.
   *
   * @param photo brightness in any unit, of any size, all finite
   * @return at most {@value SiftDetection#MAX_POINTS} points, those with several dominant
   *     directions more than once; none on a photo without structure
   */
  public static Features detect(GrayF32 photo) {
    return new SiftDetection(photo).detect();
  }

  /** How many there are. */
  public int count() {
    return x.length;
  }
}
