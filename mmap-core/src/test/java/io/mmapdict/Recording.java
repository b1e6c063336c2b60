package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Passes every change on to the real file and remembers it. */
final class Recording implements Store {
  /**
   * One change.
   *
   * @param atomic whether it happens at once or byte by byte
   * @param sync a wait for the disk: no bytes
   */
  record Step(long offset, List<Byte> bytes, boolean atomic, boolean sync) {}

  private final Store real;
  private final List<Step> steps = new ArrayList<>();

  Recording(Store real) {
    this.real = real;
  }

  List<Step> steps() {
    return List.copyOf(steps);
  }

  void forget() {
    steps.clear();
  }

  /** Every state that a process killed at any moment of the steps leaves behind, in their order. */
  static List<byte[]> states(byte[] before, List<Step> steps) {
    List<byte[]> states = new ArrayList<>();
    byte[] now = before;
    states.add(now);
    for (Step step : steps) {
      int at = (int) step.offset;
      for (int n = 0; n < step.bytes.size(); n++) {
        now = Arrays.copyOf(now, Math.max(now.length, at + n + 1));
        now[at + n] = step.bytes.get(n);
        if (!step.atomic || n == step.bytes.size() - 1) {
          states.add(now);
        }
      }
    }
    return states;
  }

  @Override
  public void write(long offset, MemorySegment bytes) {
    steps.add(step(offset, bytes.toArray(JAVA_BYTE), false));
    real.write(offset, bytes);
  }

  /** Changes no byte. */
  @Override
  public void allocate(long offset, long byteCount) {
    real.allocate(offset, byteCount);
  }

  @Override
  public void release(long offset, long byteCount) {
    steps.add(step(offset, new byte[Math.toIntExact(byteCount)], false));
    real.release(offset, byteCount);
  }

  @Override
  public void storeByte(long offset, byte value) {
    steps.add(step(offset, new byte[] {value}, true));
    real.storeByte(offset, value);
  }

  @Override
  public void storeShort(long offset, short value) {
    if (offset % Short.BYTES != 0) {
      throw new AssertionError("a 16-bit store at " + offset + " is not atomic");
    }
    steps.add(step(offset, little(Short.BYTES).putShort(value).array(), true));
    real.storeShort(offset, value);
  }

  @Override
  public void storeLong(long offset, long value) {
    if (offset % Long.BYTES != 0) {
      throw new AssertionError("a 64-bit store at " + offset + " is not atomic");
    }
    steps.add(step(offset, little(Long.BYTES).putLong(value).array(), true));
    real.storeLong(offset, value);
  }

  @Override
  public void sync() {
    steps.add(new Step(0, List.of(), true, true));
    real.sync();
  }

  private static Step step(long offset, byte[] bytes, boolean atomic) {
    List<Byte> list = new ArrayList<>();
    for (byte b : bytes) {
      list.add(b);
    }
    return new Step(offset, List.copyOf(list), atomic, false);
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
