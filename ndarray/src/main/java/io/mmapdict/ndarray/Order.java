package io.mmapdict.ndarray;

/** How the elements of a contiguous array follow each other in memory. */
public enum Order {
  /** Row-major: the last index runs fastest. */
  C,
  /** Column-major: the first index runs fastest. */
  FORTRAN
}
