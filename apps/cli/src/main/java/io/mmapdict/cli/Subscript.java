package io.mmapdict.cli;

import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What stands in the brackets behind an array in Python, and means here what it means there:
 * indices, slices with steps, negative ones from the end, and one ellipsis, such as {@code
 * 0:10,...,-1}. The result is a view.
 */
record Subscript(String text, List<Part> parts) {
  private static final Pattern COMMA = Pattern.compile(",");
  private static final Pattern SLICE =
      Pattern.compile("(-?\\d{1,18})? *: *(-?\\d{1,18})? *(?:: *(-?\\d{1,18})?)?");
  private static final Pattern INDEX = Pattern.compile("-?\\d{1,18}");

  /** Of one axis, but for the ellipsis. */
  private sealed interface Part {
    record Index(long index) implements Part {}

    /** Null where nothing is said. */
    record Slice(@Nullable Long from, @Nullable Long to, long step) implements Part {}

    record Ellipsis() implements Part {}
  }

  /** From one place of an axis to another, or, as an index, that one place. */
  private record Step(int axis, boolean isIndex, long from, long to, long step) {}

  /**
   * Reads one.
   *
   * @throws TypeConversionException if it is none
   */
  static Subscript parse(String text) {
    String said = text.strip();
    int end = said.length() - (said.endsWith(",") ? 1 : 0); // "0," is a tuple in Python, of one
    List<Part> parts = new ArrayList<>();
    for (String part : COMMA.split(said.substring(0, end), -1)) {
      parts.add(part(part.strip()));
    }
    if (parts.stream().filter(Part.Ellipsis.class::isInstance).count() > 1) {
      throw new TypeConversionException("expected one ... at most, found '" + text + "'");
    }
    return new Subscript(text, List.copyOf(parts));
  }

  private static Part part(String text) {
    if (text.equals("...")) {
      return new Part.Ellipsis();
    }
    if (INDEX.matcher(text).matches()) {
      return new Part.Index(Long.parseLong(text));
    }
    Matcher slice = SLICE.matcher(text);
    if (!slice.matches()) {
      throw new TypeConversionException(
          "expected an index, a slice or ... for each axis, as in 0:10,:,5, found '" + text + "'");
    }
    Long step = number(slice.group(3));
    if (step != null && step == 0) {
      throw new TypeConversionException("a slice's step cannot be 0");
    }
    return new Part.Slice(number(slice.group(1)), number(slice.group(2)), step == null ? 1 : step);
  }

  private static @Nullable Long number(@Nullable String digits) {
    return digits == null ? null : Long.valueOf(digits);
  }

  /**
   * That part of an array.
   *
   * @throws IndexOutOfBoundsException if the array has too few axes, or an axis no such index
   */
  NDArray of(NDArray array) {
    return cut(array, array.shape(), NDArray::select, NDArray::slice);
  }

  /** That part of a masked array; see {@link #of(NDArray)}. */
  MaskedArray of(MaskedArray array) {
    return cut(array, array.shape(), MaskedArray::select, MaskedArray::slice);
  }

  /** As {@link NDArray#select}. */
  private interface Selecting<A> {
    A select(A array, int axis, long index);
  }

  /** As {@link NDArray#slice(int, long, long, long)}. */
  private interface Slicing<A> {
    A slice(A array, int axis, long from, long to, long step);
  }

  private <A> A cut(A array, Shape shape, Selecting<A> index, Slicing<A> slice) {
    A view = array;
    for (Step step : steps(shape)) {
      view =
          step.isIndex
              ? index.select(view, step.axis, step.from)
              : slice.slice(view, step.axis, step.from, step.to, step.step);
    }
    return view;
  }

  /** From the last axis to the first, so that one that is gone moves none to come. */
  private List<Step> steps(Shape shape) {
    int named = (int) parts.stream().filter(part -> !(part instanceof Part.Ellipsis)).count();
    if (named > shape.rank()) {
      throw new IndexOutOfBoundsException(
          "%d axes in '%s', and %d in an array of shape %s"
              .formatted(named, text, shape.rank(), shape));
    }
    List<Step> steps = new ArrayList<>();
    int axis = 0;
    for (Part part : parts) {
      switch (part) {
        case Part.Ellipsis _ -> axis += shape.rank() - named;
        case Part.Index(long index) -> steps.addFirst(index(axis++, index, shape));
        case Part.Slice slice -> {
          steps.addFirst(slice(axis, slice, shape.length(axis)));
          axis++;
        }
      }
    }
    return steps;
  }

  private static Step index(int axis, long index, Shape shape) {
    long length = shape.length(axis);
    if (index < -length || index >= length) {
      throw new IndexOutOfBoundsException(
          "index %d on axis %d of an array of shape %s".formatted(index, axis, shape));
    }
    long at = index < 0 ? index + length : index;
    return new Step(axis, true, at, at, 1);
  }

  /** As {@code slice.indices} of Python. */
  private static Step slice(int axis, Part.Slice slice, long length) {
    long least = slice.step > 0 ? 0 : -1;
    long most = slice.step > 0 ? length : length - 1;
    long from = end(slice.from, slice.step > 0 ? least : most, least, most, length);
    long to = end(slice.to, slice.step > 0 ? most : least, least, most, length);
    boolean isEmpty = slice.step > 0 ? to <= from : from <= to;
    return isEmpty ? new Step(axis, false, 0, 0, 1) : new Step(axis, false, from, to, slice.step);
  }

  private static long end(@Nullable Long said, long unsaid, long least, long most, long length) {
    if (said == null) {
      return unsaid;
    }
    return Math.clamp(said < 0 ? said + length : said, least, most);
  }

  /** For picocli. */
  static final class Converter implements ITypeConverter<Subscript> {
    @Override
    public Subscript convert(String text) {
      return parse(text);
    }
  }
}
