package io.mmapdict.ndarray;

import io.mmapdict.pickle.DeepEquality;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * numpy's array of Python objects, or of structures with objects among their fields. It is pickled
 * element by element: nothing of it is mapped, and changing it changes no file. Immutable as far as
 * its elements are.
 *
 * @param dtype one that {@link DType#hasObject()}
 * @param shape the lengths of the axes
 * @param elements in C order: values as they stand in lists; of a structured type a {@link
 *     io.mmapdict.pickle.PyTuple} each
 */
public record ObjectArray(DType dtype, Shape shape, List<@Nullable Object> elements) {
  /** The type of plain objects. */
  public static final DType OBJECT = DType.of("O");

  /**
   * Takes the elements as they are now.
   *
   * @throws IllegalArgumentException if the type holds no objects, or there are not as many
   *     elements as the shape has
   */
  public ObjectArray {
    if (!dtype.hasObject()) {
      throw new IllegalArgumentException("elements of " + dtype + " are no objects: use NDArray");
    }
    if (elements.size() != shape.size()) {
      throw new IllegalArgumentException(elements.size() + " elements for shape " + shape);
    }
    elements = Collections.unmodifiableList(new ArrayList<>(elements));
  }

  /** An array of one axis. */
  public static ObjectArray of(@Nullable Object... elements) {
    List<@Nullable Object> list = new ArrayList<>();
    Collections.addAll(list, elements);
    return new ObjectArray(OBJECT, Shape.of(list.size()), list);
  }

  /**
   * An element: an index for each axis.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public @Nullable Object get(long... index) {
    return elements.get((int) Layout.contiguous(shape, 1, Order.C).at(index));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ObjectArray that
        && dtype.equals(that.dtype)
        && shape.equals(that.shape)
        && DeepEquality.equal(elements, that.elements);
  }

  @Override
  public int hashCode() {
    return 31 * dtype.hashCode() + shape.hashCode();
  }
}
