package io.mmapdict.registration.hdr;

/**
 * Linear RGB of a scene in an array of height x width x 3, the last the fastest. Values are
 * relative (1 is what a sample in the middle of the range shows after one second), finite, not
 * negative.
 */
public final class RadianceMap {
  private final int width;
  private final int height;
  private final float[] rgb;

  /**
   * Wraps an array; it is kept, not copied.
   *
   * @throws IllegalArgumentException if the array's length is not height x width x 3
   */
  public RadianceMap(int width, int height, float[] rgb) {
    if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          "expected " + height + " x " + width + " x 3 values, found " + rgb.length);
    }
    this.width = width;
    this.height = height;
    this.rgb = rgb;
  }

  /** Pixels in a row. */
  public int width() {
    return width;
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /** The array itself, not a copy. */
  public float[] rgb() {
    return rgb;
  }
}
