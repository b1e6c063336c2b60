package io.mmapdict.registration.photo;

/** Samples of 8 bits, unsigned, in an array of height x width x bands, the last the fastest. */
public final class Pixels8 implements Pixels {
  private final int width;
  private final int height;
  private final int bands;
  private final byte[] samples;

  /**
   * Wraps an array; it is kept, not copied.
   *
   * @throws IllegalArgumentException if the array's length is not height x width x bands, or there
   *     are not 1, 3 or 4 bands
   */
  public Pixels8(int width, int height, int bands, byte[] samples) {
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
    return Byte.SIZE;
  }

  @Override
  public int sample(int x, int y, int band) {
    return samples[(y * width + x) * bands + band] & 0xff;
  }

  /** The array itself, not a copy. */
  public byte[] samples() {
    return samples;
  }
}
