package io.mmapdict.pickle;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes that grow. Numbers go in little-endian. */
final class ByteBuilder {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes;
  private int size;

  ByteBuilder(int capacity) {
    bytes = new byte[Math.max(16, capacity)];
  }

  int size() {
    return size;
  }

  void append(int oneByte) {
    reserve(1);
    bytes[size++] = (byte) oneByte;
  }

  void append(byte[] more) {
    append(more, 0, more.length);
  }

  void append(byte[] from, int start, int count) {
    reserve(count);
    System.arraycopy(from, start, bytes, size, count);
    size += count;
  }

  void append(MemorySegment from, long start, int count) {
    reserve(count);
    MemorySegment.copy(from, ValueLayout.JAVA_BYTE, start, bytes, size, count);
    size += count;
  }

  /** The lowest {@code count} bytes of a number, at most eight. */
  void appendNumber(long number, int count) {
    reserve(Long.BYTES);
    LONG.set(bytes, size, number);
    size += count;
  }

  /** A byte, and a number as {@link #appendNumber} has it. */
  void append(int oneByte, long number, int count) {
    reserve(1 + Long.BYTES);
    bytes[size] = (byte) oneByte;
    LONG.set(bytes, size + 1, number);
    size += 1 + count;
  }

  void set(int place, int oneByte) {
    bytes[place] = (byte) oneByte;
  }

  /** A number of eight bytes. */
  void setLong(int place, long number) {
    LONG.set(bytes, place, number);
  }

  /** Takes bytes out; what follows moves up. */
  void remove(int place, int count) {
    System.arraycopy(bytes, place + count, bytes, place, size - place - count);
    size -= count;
  }

  void clear() {
    size = 0;
  }

  /** The array behind it; valid up to {@link #size} until the next change. */
  byte[] array() {
    return bytes;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  private void reserve(int more) {
    if (more > bytes.length - size) {
      grow(more);
    }
  }

  private void grow(int more) {
    long needed = (long) size + more;
    if (needed > Integer.MAX_VALUE - 8) {
      throw new PickleException(
          "a value whose opcodes take more than 2 GiB cannot be written; "
              + "put large data into arrays or byte strings",
          PickleException.NO_OFFSET);
    }
    long doubled = Math.min(2L * bytes.length, Integer.MAX_VALUE - 8);
    bytes = Arrays.copyOf(bytes, (int) Math.max(needed, doubled));
  }
}
