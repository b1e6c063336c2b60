package io.mmapdict.pickle;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * The same pickle without the memo entries that nobody asks for, and framed anew: the bytes that
 * Python's {@code pickletools.optimize} gives. Nothing is run. Not safe for use by several threads.
 */
public final class Optimizer {
  /** From which size a frame is ended, and a single opcode stands outside of any (PEP 3154). */
  private static final int FRAME_BYTES = 64 << 10;

  /** What is shorter gets no frame. */
  private static final int LEAST_FRAME_BYTES = 4;

  private static final int FRAMED_FROM_PROTOCOL = 4;
  private static final int COPIED_AT_ONCE = 1 << 16;

  private final MemorySegment pickle;
  private final OutputStream out;

  /** A frame, or as much as is written at once where there are none. */
  private final ByteBuilder frame = new ByteBuilder(FRAME_BYTES);

  /** Memo indices that are asked for, and once they are stored the new ones. */
  private final ToolMemo<Integer> wanted = new ToolMemo<>();

  private int protocol;
  private int stored;

  private Optimizer(MemorySegment pickle, OutputStream out) {
    this.pickle = pickle;
    this.out = out;
  }

  /**
   * Writes the optimized pickle.
   *
   * @throws PickleException if it is no pickle, or asks for what it has not stored; nothing, or not
   *     all, is written then
   * @throws IOException from {@code out}
   */
  public static void write(MemorySegment pickle, OutputStream out) throws IOException {
    Optimizer optimizer = new Optimizer(pickle, out);
    optimizer.look();
    optimizer.write();
  }

  /** What is asked for, and the highest protocol that is said or needed to ask. */
  private void look() {
    PickleScanner scanner = scanner();
    while (next(scanner)) {
      Opcode opcode = scanner.opcode();
      if (opcode == Opcode.PROTO) {
        protocol = Math.max(protocol, (int) scanner.number());
      } else if (isGet(opcode)) {
        protocol = Math.max(protocol, opcode.protocol());
        wanted.put(scanner.integer(), -1, scanner.offset());
      }
    }
  }

  private void write() throws IOException {
    ToolMemo<Boolean> seen = new ToolMemo<>();
    PickleScanner scanner = scanner();
    while (next(scanner)) {
      Opcode opcode = scanner.opcode();
      if (opcode == Opcode.PROTO && scanner.offset() == 0) {
        copy(0, scanner.nextOffset());
      } else if (isGet(opcode)) {
        append(get(scanner));
      } else if (isPut(opcode)) {
        Number index = opcode == Opcode.MEMOIZE ? (Number) (long) seen.size() : scanner.integer();
        seen.put(index, true, scanner.offset());
        if (wanted.get(index) != null) {
          wanted.put(index, stored, scanner.offset());
          append(put(stored++));
        }
      } else if (opcode != Opcode.FRAME) {
        append(scanner.offset(), scanner.nextOffset());
      }
    }
    endFrame();
  }

  private PickleScanner scanner() {
    return new PickleScanner(pickle, 0, pickle.byteSize());
  }

  /** False behind the STOP. */
  private boolean next(PickleScanner scanner) {
    if (scanner.offset() < scanner.nextOffset() && scanner.opcode() == Opcode.STOP) {
      return false;
    }
    if (!scanner.next()) {
      throw new PickleException("the pickle ends before its STOP", scanner.offset());
    }
    return true;
  }

  private static boolean isGet(Opcode opcode) {
    return switch (opcode) {
      case GET, BINGET, LONG_BINGET -> true;
      default -> false;
    };
  }

  private static boolean isPut(Opcode opcode) {
    return switch (opcode) {
      case PUT, BINPUT, LONG_BINPUT, MEMOIZE -> true;
      default -> false;
    };
  }

  private byte[] put(int index) {
    return protocol >= FRAMED_FROM_PROTOCOL
        ? new byte[] {(byte) Opcode.MEMOIZE.code()}
        : indexed(Opcode.PUT, Opcode.BINPUT, Opcode.LONG_BINPUT, index);
  }

  private byte[] get(PickleScanner scanner) {
    Integer index = wanted.get(scanner.integer());
    if (index == null || index < 0) {
      throw new PickleException(
          "memo index " + scanner.integer() + " was never stored", scanner.offset());
    }
    return indexed(Opcode.GET, Opcode.BINGET, Opcode.LONG_BINGET, index);
  }

  private byte[] indexed(Opcode text, Opcode small, Opcode large, int index) {
    if (protocol == 0) {
      return ((char) text.code() + Integer.toString(index) + '\n')
          .getBytes(StandardCharsets.US_ASCII);
    }
    if (index < 256) {
      return new byte[] {(byte) small.code(), (byte) index};
    }
    ByteBuilder bytes = new ByteBuilder(1 + Integer.BYTES);
    bytes.append(large.code());
    bytes.appendNumber(index, Integer.BYTES);
    return bytes.toByteArray();
  }

  private void append(long start, long end) throws IOException {
    if (end - start > FRAME_BYTES) {
      endFrame();
      copy(start, end);
    } else {
      endFullFrame();
      frame.append(pickle, start, (int) (end - start));
    }
  }

  private void append(byte[] opcode) throws IOException {
    endFullFrame();
    frame.append(opcode);
  }

  private void endFullFrame() throws IOException {
    if (frame.size() >= FRAME_BYTES) {
      endFrame();
    }
  }

  private void endFrame() throws IOException {
    if (protocol >= FRAMED_FROM_PROTOCOL && frame.size() >= LEAST_FRAME_BYTES) {
      ByteBuilder head = new ByteBuilder(1 + Long.BYTES);
      head.append(Opcode.FRAME.code());
      head.appendNumber(frame.size(), Long.BYTES);
      out.write(head.toByteArray());
    }
    out.write(frame.array(), 0, frame.size());
    frame.clear();
  }

  private void copy(long start, long end) throws IOException {
    for (long at = start; at < end; at += COPIED_AT_ONCE) {
      long length = Math.min(COPIED_AT_ONCE, end - at);
      out.write(pickle.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE));
    }
  }
}
