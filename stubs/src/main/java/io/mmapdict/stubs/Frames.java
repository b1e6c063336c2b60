package io.mmapdict.stubs;

import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The indices of one axis of an array, each as the bytes it has in a {@link Growing}. */
public final class Frames {
  private Frames() {}

  /**
   * Hands over the bytes of all frames, one behind the other. Where a frame is smaller than others
   * it is padded in memory of its own; else nothing is copied that lies as it shall.
   *
   * @param frameShape at least as long on each axis as those of the array but the one that grows
   * @param sink each segment is valid during the call only
   */
  public static void forEachChunk(
      NDArray array,
      int axis,
      Shape frameShape,
      @Nullable Object padding,
      Consumer<MemorySegment> sink) {
    if (Growing.frameShape(array.shape(), axis).equals(frameShape)) {
      array.transpose(axisFirst(array.rank(), axis)).forEachChunk(Order.C, sink);
      return;
    }
    NDArray frame = NDArray.zeros(array.dtype(), Order.C, frameShape);
    if (padding != null) {
      frame.fill(padding);
    }
    NDArray inside = frame;
    Shape part = Growing.frameShape(array.shape(), axis);
    for (int i = 0; i < part.rank(); i++) {
      inside = inside.slice(i, 0, part.length(i));
    }
    for (long i = 0; i < array.shape().length(axis); i++) {
      inside.copyFrom(array.select(axis, i));
      frame.forEachChunk(Order.C, sink);
    }
  }

  private static int[] axisFirst(int rank, int axis) {
    int[] axes = new int[rank];
    axes[0] = axis;
    for (int i = 1; i < rank; i++) {
      axes[i] = i <= axis ? i - 1 : i;
    }
    return axes;
  }
}
