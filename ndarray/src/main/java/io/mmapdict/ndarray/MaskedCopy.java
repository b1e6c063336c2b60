package io.mmapdict.ndarray;

import java.lang.foreign.ValueLayout;

/** From one array to another where a mask says so. */
final class MaskedCopy {
  private MaskedCopy() {}

  /** Into the same places of an array of the same shape, converted where types differ. */
  static void copy(NDArray from, NDArray to, NDArray mask) {
    to.checkWritable();
    if (!from.shape().equals(to.shape())) {
      throw new IllegalArgumentException(
          "an array of shape " + from.shape() + " does not fill one of " + to.shape());
    }
    requireMask(from, mask);
    copy(from, to, mask, false);
  }

  /** What the mask lets through as an array of one axis. */
  static NDArray gather(NDArray from, NDArray mask) {
    requireMask(from, mask);
    NDArray to = NDArray.zeros(from.dtype(), mask.flat().longs().sum());
    copy(from, to, mask, true);
    return to;
  }

  private static void requireMask(NDArray array, NDArray mask) {
    if (!mask.dtype().equals(DType.BOOL) || !mask.shape().equals(array.shape())) {
      throw new IllegalArgumentException(
          "a mask of %s and shape %s for an array of shape %s; it must be bool of the same shape"
              .formatted(mask.dtype(), mask.shape(), array.shape()));
    }
  }

  /**
   * Copies.
   *
   * @param gathered whether the target has places only for what the mask lets through
   */
  private static void copy(NDArray from, NDArray to, NDArray mask, boolean gathered) {
    boolean sameBits = from.dtype().equals(to.dtype());
    int swapped = sameBits ? 1 : ArrayCopy.swappedBytes(from.dtype(), to.dtype());
    int itemSize = from.dtype().itemSize();
    ArrayCopy.Cursor places = new ArrayCopy.Cursor(mask);
    ArrayCopy.Cursor target = new ArrayCopy.Cursor(to);
    from.layout()
        .forEachRun(
            itemSize,
            (offset, count, stride) -> {
              for (long i = 0; i < count; i++) {
                boolean isMeant = mask.memory().get(ValueLayout.JAVA_BYTE, places.next()) != 0;
                long put = isMeant || !gathered ? target.next() : 0;
                if (!isMeant) {
                  continue;
                }
                long at = offset + i * stride;
                if (sameBits) {
                  ArrayCopy.copyElement(itemSize, from.memory(), at, to.memory(), put);
                } else if (swapped > 0) {
                  ArrayCopy.copyRun(from, at, to, put, itemSize, swapped);
                } else {
                  Values.convert(from.dtype(), from.memory(), at, to.dtype(), to.memory(), put);
                }
              }
            });
  }
}
