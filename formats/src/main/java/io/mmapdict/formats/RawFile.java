package io.mmapdict.formats;

import static java.util.Objects.requireNonNull;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * A file that holds the elements of an array and says nothing of them, as {@code numpy.memmap} and
 * {@code tofile} know it.
 *
 * <pre>{@code
 * NDArray frames =
 *     new RawFile(Path.of("camera.raw"), DType.of(">u2"), Order.C, 1024)
 *         .map(Access.READ_ONLY, Shape.of(10, 64, 64));
 * }</pre>
 *
 * <p>A mapped array is the file: it lives as {@link Npy} says.
 *
 * @param path the file
 * @param dtype the type of the elements
 * @param order the order they stand in
 * @param offset where the first one starts, in bytes
 */
public record RawFile(Path path, DType dtype, Order order, long offset) {
  /**
   * A file of elements.
   *
   * @throws IllegalArgumentException if the offset is negative
   */
  public RawFile {
    requireNonNull(path, "path");
    requireNonNull(dtype, "dtype");
    requireNonNull(order, "order");
    if (offset < 0) {
      throw new IllegalArgumentException("offset " + offset + " of " + path);
    }
  }

  /** A file of elements in C order from its first byte on. */
  public RawFile(Path path, DType dtype) {
    this(path, dtype, Order.C, 0);
  }

  /**
   * The array of a shape, mapped where it lies; what stands behind it in the file is left out.
   *
   * @throws FormatException if the file cannot be opened so or is too short. numpy's {@code "r+"}
   *     makes such a file longer; here {@link #create} makes one
   */
  public NDArray map(Access access, Shape shape) {
    MappedFile mapped = open(access);
    return mapped.array(offset, mapped.size(), dtype, order, shape);
  }

  /**
   * The array of one axis that the rest of the file is, mapped where it lies.
   *
   * @throws FormatException if the file cannot be opened so, or its rest is no whole number of
   *     elements
   */
  public NDArray map(Access access) {
    MappedFile mapped = open(access);
    long rest = mapped.size() - offset;
    if (dtype.itemSize() == 0 || rest % dtype.itemSize() != 0) {
      throw mapped.fault(
          offset,
          "expected a whole number of elements of %s, found %d bytes".formatted(dtype, rest));
    }
    return mapped.array(offset, mapped.size(), dtype, order, Shape.of(rest / dtype.itemSize()));
  }

  private MappedFile open(Access access) {
    MappedFile mapped = MappedFile.open(path, access);
    if (offset > mapped.size()) {
      throw mapped.fault(offset, "expected elements, found the end of " + mapped.size() + " bytes");
    }
    return mapped;
  }

  /**
   * Writes an array in this order, zeros in front of it; a file of that name is replaced once the
   * new one is whole. {@code numpy.ndarray.tofile} always writes C order, so {@code a.T.tofile} is
   * this in Fortran order.
   *
   * @param written told now and then how many bytes more were written
   * @throws FormatException if it cannot be written; what was there stays then
   * @throws IllegalArgumentException if the array is of another dtype
   */
  public void write(NDArray array, LongConsumer written) {
    if (!array.dtype().equals(dtype)) {
      throw new IllegalArgumentException(
          "%s: elements of %s, not of %s".formatted(path, dtype, array.dtype()));
    }
    NewFile.<Void>write(
        path,
        channel -> {
          NewFile.extend(channel, offset); // which no element does if there is none
          channel.position(offset);
          NewFile.write(channel, array, order, written);
          return null;
        });
  }

  /**
   * A new file with an array of zeros, and zeros in front of it, mapped to be filled in place, as
   * {@code numpy.memmap}'s mode {@code "w+"}; as {@link Npy#create} otherwise.
   *
   * @throws FormatException if it cannot be created; what was there stays then
   * @throws IllegalArgumentException if the array ends beyond what a long counts
   */
  public NDArray create(Shape shape) {
    long end = MappedFile.end(offset, dtype, shape);
    return NewFile.write(
        path,
        channel -> {
          NewFile.extend(channel, end);
          MemorySegment bytes = channel.map(FileChannel.MapMode.READ_WRITE, 0, end, Arena.ofAuto());
          return new MappedFile(path, bytes).array(offset, end, dtype, order, shape);
        });
  }
}
