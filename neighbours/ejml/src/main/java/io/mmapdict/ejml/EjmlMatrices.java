package io.mmapdict.ejml;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.neighbours.HeapRows;
import java.lang.foreign.MemorySegment;
import org.ejml.data.CMatrixRMaj;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.FMatrixRMaj;
import org.ejml.data.ZMatrixRMaj;

/**
 * EJML's dense row-major matrices as arrays of rows x columns and such arrays as its matrices: D of
 * float64, F of float32, Z of complex128, C of complex64. A vector is an array of n x 1: {@code
 * reshape(n, 1)}.
 *
 * <p><b>What is copied.</b> EJML holds Java arrays. So a matrix is an array in place ({@code
 * asArray}: both see what the other sets), until EJML gives it another Java array as {@code
 * reshape} may. An array is a matrix in place only where it lies in a Java array, from its start
 * and without gaps ({@code asD} and so on); one that is mapped from a file is copied ({@code toD}
 * and so on), and {@code asArray(matrix)} with {@link NDArray#copyFrom} copies back.
 *
 * <p>Copies convert as {@link io.mmapdict.ndarray.Element} says: any real numbers become a D, any
 * numbers a Z.
 */
public final class EjmlMatrices {
  private EjmlMatrices() {}

  /** A matrix as an array of float64, in place. */
  public static NDArray asArray(DMatrixRMaj matrix) {
    return view(MemorySegment.ofArray(matrix.data), DType.FLOAT64, matrix.numRows, matrix.numCols);
  }

  /** A matrix as an array of float32, in place. */
  public static NDArray asArray(FMatrixRMaj matrix) {
    return view(MemorySegment.ofArray(matrix.data), DType.FLOAT32, matrix.numRows, matrix.numCols);
  }

  /** A matrix as an array of complex128, in place. */
  public static NDArray asArray(ZMatrixRMaj matrix) {
    return view(
        MemorySegment.ofArray(matrix.data), DType.COMPLEX128, matrix.numRows, matrix.numCols);
  }

  /** A matrix as an array of complex64, in place. */
  public static NDArray asArray(CMatrixRMaj matrix) {
    return view(
        MemorySegment.ofArray(matrix.data), DType.COMPLEX64, matrix.numRows, matrix.numCols);
  }

  private static NDArray view(MemorySegment data, DType dtype, int rows, int columns) {
    return HeapRows.view(data, dtype, Shape.of(rows, columns), 0, columns, 1);
  }

  /**
   * A copy of an array of real numbers.
   *
   * @throws IllegalArgumentException if the array has not two axes, or more elements than a Java
   *     array holds
   * @throws UnsupportedOperationException if its elements are complex or no numbers
   */
  public static DMatrixRMaj toD(NDArray array) {
    DMatrixRMaj matrix = new DMatrixRMaj(rows(array, 1), columns(array));
    asArray(matrix).copyFrom(array);
    return matrix;
  }

  /**
   * A copy of an array of real numbers, rounded.
   *
   * @throws IllegalArgumentException if the array has not two axes, or more elements than a Java
   *     array holds
   * @throws UnsupportedOperationException if its elements are complex or no numbers
   */
  public static FMatrixRMaj toF(NDArray array) {
    FMatrixRMaj matrix = new FMatrixRMaj(rows(array, 1), columns(array));
    asArray(matrix).copyFrom(array);
    return matrix;
  }

  /**
   * A copy of an array of real or complex numbers.
   *
   * @throws IllegalArgumentException if the array has not two axes, or more elements than a Java
   *     array holds
   */
  public static ZMatrixRMaj toZ(NDArray array) {
    ZMatrixRMaj matrix = new ZMatrixRMaj(rows(array, 2), columns(array));
    asArray(matrix).copyFrom(array);
    return matrix;
  }

  /**
   * A copy of an array of real or complex numbers, rounded.
   *
   * @throws IllegalArgumentException if the array has not two axes, or more elements than a Java
   *     array holds
   */
  public static CMatrixRMaj toC(NDArray array) {
    CMatrixRMaj matrix = new CMatrixRMaj(rows(array, 2), columns(array));
    asArray(matrix).copyFrom(array);
    return matrix;
  }

  /**
   * An array of float64 as a matrix, in place.
   *
   * @throws IllegalArgumentException if the array has not two axes or another type of element
   * @throws UnsupportedOperationException if it is not a Java array from its start on, without
   *     gaps, that may be written
   */
  public static DMatrixRMaj asD(NDArray array) {
    return DMatrixRMaj.wrap(
        rows(array, 1), columns(array), (double[]) shared(array, DType.FLOAT64));
  }

  /**
   * An array of float32 as a matrix, in place.
   *
   * @throws IllegalArgumentException if the array has not two axes or another type of element
   * @throws UnsupportedOperationException if it is not a Java array from its start on, without
   *     gaps, that may be written
   */
  public static FMatrixRMaj asF(NDArray array) {
    return FMatrixRMaj.wrap(rows(array, 1), columns(array), (float[]) shared(array, DType.FLOAT32));
  }

  /**
   * An array of complex128 as a matrix, in place: one over a {@code double[]} of both parts by
   * turns.
   *
   * @throws IllegalArgumentException if the array has not two axes or another type of element
   * @throws UnsupportedOperationException if it is not a Java array from its start on, without
   *     gaps, that may be written
   */
  public static ZMatrixRMaj asZ(NDArray array) {
    ZMatrixRMaj matrix = new ZMatrixRMaj(0, 0);
    matrix.numRows = rows(array, 2);
    matrix.numCols = columns(array);
    matrix.data = (double[]) shared(array, DType.COMPLEX128);
    return matrix;
  }

  /**
   * An array of complex64 as a matrix, in place: one over a {@code float[]} of both parts by turns.
   *
   * @throws IllegalArgumentException if the array has not two axes or another type of element
   * @throws UnsupportedOperationException if it is not a Java array from its start on, without
   *     gaps, that may be written
   */
  public static CMatrixRMaj asC(NDArray array) {
    CMatrixRMaj matrix = new CMatrixRMaj(0, 0);
    matrix.numRows = rows(array, 2);
    matrix.numCols = columns(array);
    matrix.data = (float[]) shared(array, DType.COMPLEX64);
    return matrix;
  }

  private static Object shared(NDArray array, DType dtype) {
    HeapRows rows = HeapRows.of(array, dtype, "EJML");
    if (rows.start() != 0 || rows.stride() != columns(array)) {
      throw new UnsupportedOperationException(
          "EJML cannot share this array of %s %s: it is a part of a Java array; copy it"
              .formatted(dtype, array.shape()));
    }
    return rows.array();
  }

  /** Once it is known that a Java array has room for as many numbers of so many parts. */
  private static int rows(NDArray array, int parts) {
    Shape shape = array.shape();
    if (shape.rank() != 2) {
      throw new IllegalArgumentException(
          "expected an array of rows x columns, found shape " + shape);
    }
    if (Math.max(shape.length(0), shape.length(1)) > Integer.MAX_VALUE
        || shape.size() > (Integer.MAX_VALUE - 8) / parts) {
      throw new IllegalArgumentException(
          "an array of shape " + shape + " is larger than EJML's matrices can be");
    }
    return (int) shape.length(0);
  }

  private static int columns(NDArray array) {
    return (int) array.shape().length(1);
  }
}
