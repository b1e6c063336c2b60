package io.mmapdict;

import java.lang.foreign.MemorySegment;

/**
 * Every change of a file passes through here, in the order in which it reaches the file. Used under
 * the file lock only.
 */
interface Store {
  /** Writes bytes; a process killed meanwhile leaves any first part of them. Grows the file. */
  void write(long offset, MemorySegment bytes);

  /** Stores one byte, seen by every reader whole and after all that was stored before. */
  void storeByte(long offset, byte value);

  /** Stores two bytes at a multiple of two as {@link #storeByte} does. */
  void storeShort(long offset, short value);

  /** Stores eight bytes at a multiple of eight as {@link #storeByte} does. */
  void storeLong(long offset, long value);

  /** Waits until all of it is on the disk. */
  void sync();
}
