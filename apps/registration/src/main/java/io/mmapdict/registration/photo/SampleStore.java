package io.mmapdict.registration.photo;

/** Takes samples in the order of the picture, and keeps them in the smallest array that fits. */
final class SampleStore {
  private final int width;
  private final int height;
  private final int bands;
  private final byte[] bytes;
  private final short[] shorts;
  private int size;

  SampleStore(int width, int height, int bands, int bits) {
    this.width = width;
    this.height = height;
    this.bands = bands;
    int length = Math.multiplyExact(Math.multiplyExact(width, height), bands);
    bytes = new byte[bits == Byte.SIZE ? length : 0];
    shorts = new short[bits == Byte.SIZE ? 0 : length];
  }

  void add(int sample) {
    if (bytes.length > 0) {
      bytes[size++] = (byte) sample;
    } else {
      shorts[size++] = (short) sample;
    }
  }

  Pixels pixels() {
    return bytes.length > 0
        ? new Pixels8(width, height, bands, bytes)
        : new Pixels16(width, height, bands, shorts);
  }
}
