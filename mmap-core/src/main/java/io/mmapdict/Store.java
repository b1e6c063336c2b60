package io.mmapdict;

/**
 * Every change of a file passes through here, in the order in which it reaches the file. Used under
 * the file lock, but for what fills a {@link Reservation}.
 */
interface Store extends Output {
  /** Gives the blocks of bytes back: they read as zeros. The file stays as long as it is. */
  void release(long offset, long byteCount);

  /** Stores one byte, seen by every reader whole and after all that was stored before. */
  void storeByte(long offset, byte value);

  /** Stores two bytes at a multiple of two as {@link #storeByte} does. */
  void storeShort(long offset, short value);

  /** Stores eight bytes at a multiple of eight as {@link #storeByte} does. */
  void storeLong(long offset, long value);

  /** Waits until all of it is on the disk. */
  void sync();
}
