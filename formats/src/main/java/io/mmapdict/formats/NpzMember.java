package io.mmapdict.formats;

import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.ObjectArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.PickleException;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One array on its way into an npz file: an npy file.
 *
 * @param content gives so many bytes to whom it is given
 */
record NpzMember(long byteCount, Consumer<Consumer<MemorySegment>> content) {
  /**
   * Of an array or an array of objects.
   *
   * @throws PickleException if no codec writes one of the objects; with the name
   * @throws IllegalArgumentException if the value is neither, or no npy file holds its dtype; with
   *     the name
   */
  static NpzMember of(String name, @Nullable Object value) {
    try {
      return switch (value) {
        case NDArray array -> elements(array);
        case ObjectArray objects -> pickled(objects);
        case null, default ->
            throw new IllegalArgumentException(
                "expected an NDArray or an ObjectArray, found "
                    + Codecs.installed().typeName(value));
      };
    } catch (PickleException e) {
      throw new PickleException(named(name, e), PickleException.NO_OFFSET, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(named(name, e), e);
    }
  }

  private static String named(String name, Exception e) {
    return "'%s': %s".formatted(name, e.getMessage());
  }

  private static NpzMember elements(NDArray array) {
    Order order = array.storageOrder();
    byte[] header = new NpyHeader(array.dtype(), order, array.shape()).toBytes();
    return new NpzMember(
        header.length + array.byteSize(),
        parts -> {
          parts.accept(MemorySegment.ofArray(header));
          array.forEachChunk(order, parts);
        });
  }

  private static NpzMember pickled(ObjectArray array) {
    byte[] header = new NpyHeader(array.dtype(), Order.C, array.shape()).toBytes();
    WholePickle pickle = WholePickle.of(Codecs.installed(), array);
    return new NpzMember(
        header.length + pickle.sizeAt(header.length),
        parts -> {
          parts.accept(MemorySegment.ofArray(header));
          pickle.writeTo(header.length, parts);
        });
  }
}
