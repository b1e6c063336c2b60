package io.mmapdict.pickle;

import io.mmapdict.pickle.PieceEncoding.Piece;
import io.mmapdict.pickle.spi.Encoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Opcodes as they come. Whether a memo index is needed is known only at the end, when everything
 * that refers to it has come: until then a put takes no bytes, and in the end only those that are
 * fetched again are written.
 */
final class Ops {
  private static final int PUT = 0;
  private static final int GET = 1;
  private static final int PIECE = 2;

  private final ByteBuilder bytes = new ByteBuilder(16);
  private final BitSet fetched = new BitSet(0);
  private final List<Piece> pieces = new ArrayList<>(0);

  /** What is to be put in where: three numbers each, the place in the bytes, kind, and index. */
  private int[] events = {};

  private int eventsSize;
  private int memoCount;
  private int protocol = 4;
  private boolean keptFirst;

  ByteBuilder bytes() {
    return bytes;
  }

  /** What comes next stays first, if it is. */
  void keepFirst() {
    keptFirst |= bytes.size() == 0;
  }

  void op(Opcode opcode) {
    if (opcode.protocol() == 5) {
      protocol = 5;
    }
    bytes.append(opcode.code());
  }

  void op(Opcode opcode, long number, int bytesOfNumber) {
    op(opcode);
    bytes.appendNumber(number, bytesOfNumber);
  }

  int newMemo() {
    return memoCount++;
  }

  /** How many memo indices were given out. */
  int memoCount() {
    return memoCount;
  }

  void put(int memo) {
    event(PUT, memo);
  }

  void get(int memo) {
    fetched.set(memo);
    event(GET, memo);
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
    if (fetched.isEmpty() && pieces.isEmpty()) {
      return Encoding.ofOpcodes(bytes.toByteArray(), protocol);
    }
    int[] indexOf = new int[memoCount];
    int used = 0;
    for (int memo = fetched.nextSetBit(0); memo >= 0; memo = fetched.nextSetBit(memo + 1)) {
      indexOf[memo] = used++;
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
            memo(out, Opcode.BINPUT, Opcode.LONG_BINPUT, indexOf[index]);
          }
        }
        case GET -> memo(out, Opcode.BINGET, Opcode.LONG_BINGET, indexOf[index]);
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
