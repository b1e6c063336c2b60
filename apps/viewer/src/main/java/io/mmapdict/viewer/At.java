package io.mmapdict.viewer;

import io.mmapdict.ndarray.Shape;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Which part of an array is meant: for each axis an index, or that it is free.
 *
 * @param index of each axis; {@link #FREE} where it runs
 * @param free the axes that run: down a picture, to its right, then along lines, in this order
 */
@SuppressWarnings("ArrayRecordComponent") // made from one request, used for it
record At(long[] index, int[] free) {
  private static final long FREE = -1;
  private static final String LETTERS = "yx*";
  private static final Pattern COMMA = Pattern.compile(",");

  /**
   * Reads {@code 3,y,x}.
   *
   * @param wanted {@code "yx"} for a plane, {@code "*"} for a line, {@code ""} for one element
   * @throws ViewerException if it does not fit the shape or is not what is wanted
   */
  static At parse(String text, Shape shape, String wanted) {
    String[] parts = text.isEmpty() ? new String[0] : COMMA.split(text, -1);
    if (parts.length != shape.rank()) {
      throw new ViewerException(
          "at: expected something for each axis of shape %s, found '%s'".formatted(shape, text));
    }
    long[] index = new long[parts.length];
    int[] free = new int[wanted.length()];
    Arrays.fill(free, -1);
    for (int axis = 0; axis < parts.length; axis++) {
      String part = parts[axis];
      int letter = part.length() == 1 ? wanted.indexOf(part) : -1;
      if (letter >= 0 && free[letter] < 0) {
        index[axis] = FREE;
        free[letter] = axis;
      } else {
        index[axis] = index(part, text, axis, shape, wanted);
      }
    }
    for (int i = 0; i < free.length; i++) {
      if (free[i] < 0) {
        throw new ViewerException("at: no axis of '%s' is %s".formatted(text, wanted.charAt(i)));
      }
    }
    return new At(index, free);
  }

  /** Reads the same where whatever is no index is free, in the order of the axes. */
  static At fixed(String text, Shape shape) {
    String[] parts = text.isEmpty() ? new String[0] : COMMA.split(text, -1);
    StringBuilder wanted = new StringBuilder();
    for (int axis = 0; axis < parts.length; axis++) {
      if (LETTERS.contains(parts[axis]) && !parts[axis].isEmpty()) {
        parts[axis] = Character.toString('a' + axis);
        wanted.append(parts[axis]);
      }
    }
    return parse(String.join(",", parts), shape, wanted.toString());
  }

  private static long index(String part, String text, int axis, Shape shape, String wanted) {
    long length = shape.length(axis);
    try {
      long index = Long.parseLong(part);
      if (index >= 0 && index < length) {
        return index;
      }
    } catch (NumberFormatException e) {
      throw new ViewerException(
          "at: expected for each axis an index, or once each of '%s', found '%s'"
              .formatted(wanted, text),
          e);
    }
    throw new ViewerException(
        "at: axis %d of shape %s has no index %s".formatted(axis, shape, part));
  }

  /** An array, or a mask, of the free axes alone, in the order in which they were wanted. */
  <A> A of(A array, Selecting<A> select, Transposing<A> transpose) {
    A part = array;
    for (int axis = index.length - 1; axis >= 0; axis--) {
      if (index[axis] != FREE) {
        part = select.select(part, axis, index[axis]);
      }
    }
    int[] order = new int[free.length];
    for (int i = 0; i < free.length; i++) {
      int axis = free[i];
      order[i] = (int) Arrays.stream(free).filter(other -> other < axis).count();
    }
    return transpose.transpose(part, order);
  }

  /** As {@code NDArray.select}. */
  interface Selecting<A> {
    A select(A array, int axis, long index);
  }

  /** As {@code NDArray.transpose}. */
  interface Transposing<A> {
    A transpose(A array, int... axes);
  }
}
