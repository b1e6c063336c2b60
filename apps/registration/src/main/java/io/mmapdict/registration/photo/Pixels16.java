package io.mmapdict.registration.photo;

/** Samples of 16 bits, unsigned, in an array of height x width x bands, the last the fastest. */
public final class Pixels16 implements Pixels {
  private final int width;
  private final int height;
  private final int bands;
  private final short[] samples;

  /**
   * Wraps an array; it is kept, not copied.
   *
   * @throws IllegalArgumentException if the array's length is not height x width x bands, or there
   *     are not 1, 3 or 4 bands
   */
  public Pixels16(int width, int height, int bands, short[] samples) {
    PixelShape.check(width, height, bands, samples.length);
    this.width = width;
    this.height = height;
    this.bands = bands;
    this.samples = samples;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public int bands() {
    return bands;
  }

  @Override
  public int bits() {
    return Short.SIZE;
  }

  @Override
  public int sample(int x, int y, int band) {
    return samples[(y * width + x) * bands + band] & 0xffff;
  }

  /** The array itself, not a copy. */
  public short[] samples() {
    return samples;
  }
}
