package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Remembers every change on its way into a real file, of all handles that are opened here, in the
 * order in which they reach it.
 */
final class Recording {
  /** Of a long write, the process is killed after each of its first and last bytes. */
  private static final int ENDS = 4;

  private static final int SHORT_BYTES = 512;

  /** What a step does. */
  enum Kind {
    /** Bytes, of which a killed process leaves any first part. */
    WRITE,
    /** Bytes that are there all at once. */
    STORE,
    /** A wait for the disk. */
    SYNC,
    /** A call has returned: nothing reaches the file, but somebody knows what it holds. */
    ACKNOWLEDGED
  }

  /** One step. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Step(Kind kind, long offset, byte[] bytes) {
    boolean isSync() {
      return kind == Kind.SYNC;
    }

    /** The file with this step's first bytes done. */
    byte[] on(byte[] file, int count) {
      byte[] after = Arrays.copyOf(file, Math.max(file.length, (int) offset + count));
      System.arraycopy(bytes, 0, after, (int) offset, count);
      return after;
    }
  }

  /** Takes states of a file. */
  @FunctionalInterface
  interface States {
    /**
     * Takes one.
     *
     * @param acknowledged how many calls had returned by then
     */
    void take(byte[] state, int acknowledged);
  }

  private final List<Step> steps = Collections.synchronizedList(new ArrayList<>());

  List<Step> steps() {
    return List.copyOf(steps);
  }

  void forget() {
    steps.clear();
  }

  void acknowledge() {
    add(Kind.ACKNOWLEDGED, 0, new byte[0]);
  }

  /** A handle whose changes are recorded. */
  MmapDict open(Path file, Durability durability) {
    return OpenFiles.dict(
        file, OpenMode.CREATE, durability, Recorded::new, FileHandle.USUAL_RANGE_BYTES);
  }

  /** The same of what a handle is made of. */
  OpenFile openFile(Path file, Durability durability) {
    return OpenFiles.toWrite(file, durability, Recorded::new);
  }

  /**
   * Gives every state that a process killed at any moment of the steps leaves behind, in their
   * order.
   *
   * @param stride a long write is cut off near its ends and every so many bytes
   */
  static void states(byte[] before, List<Step> steps, int stride, States states) {
    int acknowledged = 0;
    byte[] now = before;
    states.take(now, 0);
    for (Step step : steps) {
      int length = step.bytes.length;
      for (int n = 1; n < length && step.kind == Kind.WRITE; n++) {
        if (length <= SHORT_BYTES || n <= ENDS || n >= length - ENDS || n % stride == 0) {
          states.take(step.on(now, n), acknowledged);
        }
      }
      acknowledged += step.kind == Kind.ACKNOWLEDGED ? 1 : 0;
      if (!step.isSync()) {
        now = step.on(now, length);
        states.take(now, acknowledged);
      }
    }
  }

  private void add(Kind kind, long offset, byte[] bytes) {
    steps.add(new Step(kind, offset, bytes));
  }

  /** Passes every change on to the real file. */
  private final class Recorded implements Store {
    private final Store real;

    Recorded(Store real) {
      this.real = real;
    }

    @Override
    public void write(long offset, MemorySegment bytes) {
      add(Kind.WRITE, offset, bytes.toArray(JAVA_BYTE));
      real.write(offset, bytes);
    }

    /** Changes no byte. */
    @Override
    public boolean allocate(long offset, long byteCount) {
      return real.allocate(offset, byteCount);
    }

    @Override
    public void release(long offset, long byteCount) {
      add(Kind.WRITE, offset, new byte[Math.toIntExact(byteCount)]);
      real.release(offset, byteCount);
    }

    @Override
    public void storeByte(long offset, byte value) {
      add(Kind.STORE, offset, new byte[] {value});
      real.storeByte(offset, value);
    }

    @Override
    public void storeShort(long offset, short value) {
      if (offset % Short.BYTES != 0) {
        throw new AssertionError("a 16-bit store at " + offset + " is not atomic");
      }
      add(Kind.STORE, offset, little(Short.BYTES).putShort(value).array());
      real.storeShort(offset, value);
    }

    @Override
    public void storeLong(long offset, long value) {
      if (offset % Long.BYTES != 0) {
        throw new AssertionError("a 64-bit store at " + offset + " is not atomic");
      }
      add(Kind.STORE, offset, little(Long.BYTES).putLong(value).array());
      real.storeLong(offset, value);
    }

    @Override
    public void sync() {
      add(Kind.SYNC, 0, new byte[0]);
      real.sync();
    }

    private static ByteBuffer little(int bytes) {
      return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
