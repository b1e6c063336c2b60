package io.mmapdict.ndarray;

import java.util.Locale;

/** One row per type: the switches over elements go by this. */
enum ElementType {
  BOOL(DType.Kind.BOOL, 1),
  INT8(DType.Kind.INT, 1),
  UINT8(DType.Kind.UINT, 1),
  INT16(DType.Kind.INT, 2),
  UINT16(DType.Kind.UINT, 2),
  INT32(DType.Kind.INT, 4),
  UINT32(DType.Kind.UINT, 4),
  INT64(DType.Kind.INT, 8),
  UINT64(DType.Kind.UINT, 8),
  FLOAT16(DType.Kind.FLOAT, 2),
  FLOAT32(DType.Kind.FLOAT, 4),
  FLOAT64(DType.Kind.FLOAT, 8),
  FLOAT128(DType.Kind.FLOAT, 16),
  COMPLEX64(DType.Kind.COMPLEX, 8),
  COMPLEX128(DType.Kind.COMPLEX, 16),
  COMPLEX256(DType.Kind.COMPLEX, 32),
  DATETIME64(DType.Kind.DATETIME, 8),
  TIMEDELTA64(DType.Kind.TIMEDELTA, 8),
  OBJECT(DType.Kind.OBJECT, 8),
  BYTES(DType.Kind.BYTES, 0),
  UNICODE(DType.Kind.UNICODE, 0),
  VOID(DType.Kind.VOID, 0);

  final DType.Kind kind;

  /** 0 where each array has its own. */
  final int itemSize;

  private final String numpyName = name().toLowerCase(Locale.ROOT);

  ElementType(DType.Kind kind, int itemSize) {
    this.kind = kind;
    this.itemSize = itemSize;
  }

  String numpyName() {
    return numpyName;
  }

  /** Whether every element has as many bytes, so that a name says all. */
  boolean isFixed() {
    return itemSize > 0;
  }

  boolean isTime() {
    return this == DATETIME64 || this == TIMEDELTA64;
  }
}
