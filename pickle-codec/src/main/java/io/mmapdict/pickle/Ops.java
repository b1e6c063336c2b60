package io.mmapdict.pickle;

import io.mmapdict.pickle.PieceEncoding.Piece;
import io.mmapdict.pickle.spi.Encoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opcodes as they come. Whether an entry needs a memo index is known only at the end, when
 * everything that refers to it has come: until then a put takes no bytes, and in the end only those
 * that are fetched again are written. In a stream everything is put, as CPython does, and an index
 * is given when it is put.
 */
final class Ops {
  private static final int PUT = 0;
  private static final int GET = 1;
  private static final int PIECE = 2;

  private static final int NOT_PUT = -1;

  private final ByteBuilder bytes = new ByteBuilder(16);
  private final Form form;

  /** Null where there are no frames. */
  private final @Nullable Framing framing;

  /** In a stream: the index of each memo that was put. */
  private int[] indexOf = {};

  private int putCount;
  private final BitSet fetched = new BitSet(0);
  private final List<Piece> pieces = new ArrayList<>(0);

  /** What is to be put in where: three numbers each, the place in the bytes, kind, and index. */
  private int[] events = {};

  private int eventsSize;
  private int memoCount;
  private int protocol;
  private boolean keptFirst;

  /** Of an entry. */
  Ops() {
    this(Form.ENTRY);
  }

  Ops(Form form) {
    this.form = form;
    protocol = form.protocol();
    if (form.stream()) {
      op(Opcode.PROTO, protocol, 1);
    }
    framing = form.stream() && form.hasSets() ? new Framing(bytes) : null;
  }

  Form form() {
    return form;
  }

  ByteBuilder bytes() {
    return bytes;
  }

  /** What comes next stays first, if it is. */
  void keepFirst() {
    keptFirst |= bytes.size() == 0;
  }

  void op(Opcode opcode) {
    if (opcode.protocol() > protocol) {
      newer(opcode);
    }
    if (framing != null) {
      framing.opcode();
    }
    bytes.append(opcode.code());
  }

  private void newer(Opcode opcode) {
    if (form.stream()) {
      throw new PickleException(
          opcode
              + ", which a codec writes, needs protocol "
              + opcode.protocol()
              + "; the pickler's is "
              + protocol,
          PickleException.NO_OFFSET);
    }
    protocol = opcode.protocol();
  }

  void op(Opcode opcode, long number, int bytesOfNumber) {
    op(opcode);
    bytes.appendNumber(number, bytesOfNumber);
  }

  /** An opcode, the length of its content, and that. */
  void op(Opcode opcode, byte[] content, int bytesOfLength) {
    boolean outside = framing != null && content.length >= Framing.TARGET_BYTES;
    if (outside) {
      framing.suspend();
    }
    op(opcode, content.length, bytesOfLength);
    bytes.append(content);
    if (outside) {
      framing.resume();
    }
  }

  /** A large one, which is written later. */
  void op(Opcode opcode, Piece content, long byteCount, int bytesOfLength) {
    if (framing != null) {
      framing.suspend();
    }
    op(opcode, byteCount, bytesOfLength);
    piece(content);
    if (framing != null) {
      framing.resume();
    }
  }

  /** A value begins. */
  void value() {
    if (framing != null) {
      framing.value();
    }
  }

  int newMemo() {
    return memoCount++;
  }

  /** How many memo indices were given out. */
  int memoCount() {
    return memoCount;
  }

  void put(int memo) {
    if (form.stream()) {
      putNow(memo);
    } else {
      event(PUT, memo);
    }
  }

  /**
   * MEMOIZE takes the next index, whatever was reserved; a second put of the same has to say it.
   */
  private void putNow(int memo) {
    if (memo >= indexOf.length) {
      int known = indexOf.length;
      indexOf = Arrays.copyOf(indexOf, Math.max(16, 2 * memo));
      Arrays.fill(indexOf, known, indexOf.length, NOT_PUT);
    }
    if (indexOf[memo] == NOT_PUT && form.hasSets()) {
      indexOf[memo] = putCount++;
      op(Opcode.MEMOIZE);
      return;
    }
    indexOf[memo] = indexOf[memo] == NOT_PUT ? putCount++ : indexOf[memo];
    memo(Opcode.BINPUT, Opcode.LONG_BINPUT, indexOf[memo]);
  }

  void get(int memo) {
    if (form.stream()) {
      if (memo >= indexOf.length || indexOf[memo] == NOT_PUT) {
        throw new IllegalStateException("memo index " + memo + " is fetched before it is put");
      }
      memo(Opcode.BINGET, Opcode.LONG_BINGET, indexOf[memo]);
      return;
    }
    fetched.set(memo);
    event(GET, memo);
  }

  private void memo(Opcode small, Opcode large, int index) {
    op(index < 256 ? small : large, index, index < 256 ? 1 : Integer.BYTES);
  }

  void piece(Piece piece) {
    event(PIECE, pieces.size());
    pieces.add(piece);
  }

  private void event(int kind, int index) {
    if (eventsSize == events.length) {
      events = Arrays.copyOf(events, Math.max(6, Math.multiplyExact(events.length, 2)));
    }
    events[eventsSize++] = bytes.size();
    events[eventsSize++] = kind;
    events[eventsSize++] = index;
  }

  Encoding finish() {
    if (form.stream()) {
      op(Opcode.STOP);
    }
    if (framing != null) {
      framing.end();
    }
    if (fetched.isEmpty() && pieces.isEmpty()) {
      return Encoding.ofOpcodes(bytes.toByteArray(), protocol);
    }
    int[] indices = new int[memoCount];
    int used = 0;
    for (int memo = fetched.nextSetBit(0); memo >= 0; memo = fetched.nextSetBit(memo + 1)) {
      indices[memo] = used++;
    }
    ByteBuilder out = new ByteBuilder(bytes.size() + 2 * used);
    List<Piece> result = new ArrayList<>(2 * pieces.size() + 1);
    List<int[]> ranges = new ArrayList<>(pieces.size() + 1);
    int copied = 0;
    int rangeStart = 0;
    for (int e = 0; e < eventsSize; e += 3) {
      int place = events[e];
      int index = events[e + 2];
      out.append(bytes.array(), copied, place - copied);
      copied = place;
      switch (events[e + 1]) {
        case PUT -> {
          if (fetched.get(index)) {
            memo(out, Opcode.BINPUT, Opcode.LONG_BINPUT, indices[index]);
          }
        }
        case GET -> memo(out, Opcode.BINGET, Opcode.LONG_BINGET, indices[index]);
        default -> {
          ranges.add(new int[] {rangeStart, out.size()});
          rangeStart = out.size();
        }
      }
    }
    out.append(bytes.array(), copied, bytes.size() - copied);
    ranges.add(new int[] {rangeStart, out.size()});
    byte[] all = out.toByteArray();
    for (int i = 0; i < ranges.size(); i++) {
      int[] range = ranges.get(i);
      if (range[1] > range[0]) {
        result.add(new PieceEncoding.Opcodes(all, range[0], range[1] - range[0]));
      }
      if (i < pieces.size()) {
        result.add(pieces.get(i));
      }
    }
    return new PieceEncoding(List.copyOf(result), Math.max(1, used), protocol, keptFirst);
  }

  private static void memo(ByteBuilder out, Opcode small, Opcode large, int index) {
    if (index < 256) {
      out.append(small.code());
      out.append(index);
    } else {
      out.append(large.code());
      out.appendNumber(index, 4);
    }
  }
}
