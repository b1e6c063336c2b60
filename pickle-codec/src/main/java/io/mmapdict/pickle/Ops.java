package io.mmapdict.pickle;

import io.mmapdict.pickle.PieceEncoding.Piece;
import io.mmapdict.pickle.spi.Encoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opcodes as they come. Whether an entry needs a memo index is known only when it is fetched: until
 * then a put takes no bytes, and in the end only those that were fetched are put in. In a stream
 * everything is put, as CPython does.
 */
final class Ops {
  private static final int NOT_PUT = Integer.MIN_VALUE;

  private final ByteBuilder bytes = new ByteBuilder(16);
  private final Form form;

  /** Null where there are no frames. */
  private final @Nullable Framing framing;

  /** Of each memo the {@link #position} where it was put; or its index, complemented. */
  private int[] memos = {};

  private int memoCount;

  /** In an entry: the position where the memo of an index was put. */
  private int[] puts = {};

  private int indexCount;
  private final List<Piece> pieces = new ArrayList<>(0);

  /** Where each piece belongs. */
  private int[] piecePositions = {};

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
    begin(opcode);
    bytes.append(opcode.code());
  }

  private void begin(Opcode opcode) {
    if (opcode.protocol() > protocol) {
      newer(opcode);
    }
    if (framing != null) {
      framing.opcode();
    }
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
    begin(opcode);
    bytes.append(opcode.code(), number, bytesOfNumber);
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

  /** What is no opcode, and stands in no frame. */
  void raw(Piece content) {
    if (framing != null) {
      framing.suspend();
    }
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
    if (memoCount == memos.length) {
      memos = Arrays.copyOf(memos, Math.max(8, Math.multiplyExact(2, memoCount)));
    }
    memos[memoCount] = NOT_PUT;
    return memoCount++;
  }

  /** How many memos there are. */
  int memoCount() {
    return memoCount;
  }

  /**
   * MEMOIZE takes the next index, whatever was reserved; a second put of the same has to say it.
   */
  void put(int memo) {
    boolean first = memos[memo] == NOT_PUT;
    if (first && form.stream()) {
      memos[memo] = ~indexCount++;
    } else if (first) {
      memos[memo] = position();
      return;
    }
    if (first && form.hasSets()) {
      op(Opcode.MEMOIZE);
    } else {
      memo(Opcode.BINPUT, Opcode.LONG_BINPUT, index(memo));
    }
  }

  void get(int memo) {
    memo(Opcode.BINGET, Opcode.LONG_BINGET, index(memo));
  }

  private int index(int memo) {
    int known = memos[memo];
    if (known == NOT_PUT) {
      throw new IllegalStateException("memo index " + memo + " is fetched before it is put");
    }
    if (known >= 0) {
      if (indexCount == puts.length) {
        puts = Arrays.copyOf(puts, Math.max(8, 2 * indexCount));
      }
      puts[indexCount] = known;
      memos[memo] = ~indexCount++;
    }
    return ~memos[memo];
  }

  private void memo(Opcode small, Opcode large, int index) {
    op(index < 256 ? small : large, index, index < 256 ? 1 : Integer.BYTES);
  }

  /** What comes now stands behind so many bytes and pieces. */
  private int position() {
    return Math.addExact(bytes.size(), pieces.size());
  }

  void piece(Piece piece) {
    int count = pieces.size();
    if (count == piecePositions.length) {
      piecePositions = Arrays.copyOf(piecePositions, Math.max(2, 2 * count));
    }
    piecePositions[count] = position();
    pieces.add(piece);
  }

  Encoding finish() {
    if (form.stream()) {
      op(Opcode.STOP);
    }
    if (framing != null) {
      framing.end();
    }
    int put = form.stream() ? 0 : indexCount;
    if (put == 0 && pieces.isEmpty() && bytes.size() < PieceEncoding.JOINED_BYTES) {
      return Encoding.ofOpcodes(bytes.toByteArray(), protocol);
    }
    long[] inOrder = new long[put];
    for (int i = 0; i < put; i++) {
      inOrder[i] = (long) puts[i] << Integer.SIZE | i;
    }
    Arrays.sort(inOrder);
    List<Piece> result = new ArrayList<>(2 * pieces.size() + 1);
    int done = 0;
    int from = 0;
    for (int i = 0; i <= pieces.size(); i++) {
      int last = i < pieces.size() ? piecePositions[i] : position();
      int first = done;
      while (done < put && (int) (inOrder[done] >>> Integer.SIZE) <= last) {
        done++;
      }
      if (last - i > from || done > first) {
        result.add(withPuts(from, last - i, Arrays.copyOfRange(inOrder, first, done), i));
      }
      from = last - i;
      if (i < pieces.size()) {
        result.add(pieces.get(i));
      }
    }
    return new PieceEncoding(List.copyOf(result), Math.max(1, put), protocol, keptFirst);
  }

  /**
   * The bytes between two pieces.
   *
   * @param inOrder positions and indices of what is put between them
   */
  private PieceEncoding.Opcodes withPuts(int from, int end, long[] inOrder, int piecesBefore) {
    if (inOrder.length == 0) {
      return new PieceEncoding.Opcodes(bytes.array(), from, end - from);
    }
    ByteBuilder out = new ByteBuilder(end - from + 5 * inOrder.length);
    int copied = from;
    for (long put : inOrder) {
      int place = (int) (put >>> Integer.SIZE) - piecesBefore;
      out.append(bytes.array(), copied, place - copied);
      copied = place;
      int index = (int) put;
      boolean small = index < 256;
      Opcode opcode = small ? Opcode.BINPUT : Opcode.LONG_BINPUT;
      out.append(opcode.code(), index, small ? 1 : Integer.BYTES);
    }
    out.append(bytes.array(), copied, end - copied);
    return new PieceEncoding.Opcodes(out.array(), 0, out.size());
  }
}
