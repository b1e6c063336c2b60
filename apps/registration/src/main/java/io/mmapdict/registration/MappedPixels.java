package io.mmapdict.registration;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.registration.photo.Pixels;
import io.mmapdict.registration.photo.Pixels16;
import io.mmapdict.registration.photo.Pixels8;

/** The pixels of an image where they lie in the file, and the way there. */
record MappedPixels(NDArray array, int width, int height, int bands, int bits) implements Pixels {

  /** Over an image of the file: uint8 or uint16, height x width [x 3]. */
  static MappedPixels of(String key, NDArray array) {
    int rank = array.rank();
    boolean samples = array.dtype().equals(DType.UINT8) || array.dtype().equals(DType.UINT16);
    if (!samples
        || rank < 2
        || rank > 3
        || (rank == 3 && array.shape().length(2) != 3 && array.shape().length(2) != 4)) {
      throw new RegistrationException(
          key
              + ": expected uint8 or uint16 of height x width or height x width x 3 or 4, found "
              + array.dtype()
              + " "
              + array.shape());
    }
    return new MappedPixels(
        array,
        Math.toIntExact(array.shape().length(1)),
        Math.toIntExact(array.shape().length(0)),
        rank == 3 ? Math.toIntExact(array.shape().length(2)) : 1,
        8 * array.dtype().itemSize());
  }

  /** A photo's pixels as an array to put. */
  static NDArray toArray(Pixels pixels) {
    long[] shape =
        pixels.bands() == 1
            ? new long[] {pixels.height(), pixels.width()}
            : new long[] {pixels.height(), pixels.width(), pixels.bands()};
    return switch (pixels) {
      case Pixels8 bytes -> NDArray.ofUnsigned(bytes.samples(), shape);
      case Pixels16 shorts -> NDArray.ofUnsigned(shorts.samples(), shape);
      case MappedPixels mapped -> mapped.array();
      default -> throw new IllegalArgumentException("pixels of " + pixels.getClass());
    };
  }

  @Override
  public int sample(int x, int y, int band) {
    return array.rank() == 2 ? array.at(y, x).getInt() : array.at(y, x, band).getInt();
  }
}
