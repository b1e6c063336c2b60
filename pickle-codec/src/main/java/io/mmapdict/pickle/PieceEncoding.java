package io.mmapdict.pickle;

import io.mmapdict.pickle.spi.Encoding;
import io.mmapdict.pickle.spi.Payload;
import io.mmapdict.pickle.spi.PayloadSink;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/** The encoding as a list of pieces. */
final class PieceEncoding implements Encoding {
  /** Pieces below this are joined before they are given to the sink. */
  static final int JOINED_BYTES = 8192;

  sealed interface Piece {
    /** How many bytes it takes at this offset. */
    long bytesAt(long offset);
  }

  /** Opcodes that stand the same wherever they stand. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Opcodes(byte[] array, int from, int count) implements Piece {
    @Override
    public long bytesAt(long offset) {
      return count;
    }
  }

  /** A pad: what stands {@code lead} bytes behind it is a multiple of {@code boundary}. */
  record Pad(int boundary, int lead) implements Piece {
    @Override
    public long bytesAt(long offset) {
      long missing = -(offset + lead) & (boundary - 1);
      return missing == 1 ? 1 + (long) boundary : missing;
    }
  }

  /** The content of a byte string. */
  record Content(long byteCount, Payload payload) implements Piece {
    @Override
    public long bytesAt(long offset) {
      return byteCount;
    }
  }

  private final List<Piece> pieces;
  private final int memoMax;
  private final int protocol;
  private final boolean keptFirst;
  private final long payloadBytes;

  PieceEncoding(List<Piece> pieces, int memoMax, int protocol, boolean keptFirst) {
    this.pieces = pieces;
    this.memoMax = memoMax;
    this.protocol = protocol;
    this.keptFirst = keptFirst;
    long sum = 0;
    for (Piece piece : pieces) {
      sum += piece instanceof Content content ? content.byteCount : 0;
    }
    this.payloadBytes = sum;
  }

  @Override
  public long sizeAt(long offset) {
    long at = offset;
    for (Piece piece : pieces) {
      at += piece.bytesAt(at);
    }
    return at - offset;
  }

  @Override
  public int memoMax() {
    return memoMax;
  }

  @Override
  public boolean isKeptFirst() {
    return keptFirst;
  }

  @Override
  public int protocol() {
    return protocol;
  }

  @Override
  public long payloadBytes() {
    return payloadBytes;
  }

  @Override
  public void writeTo(long offset, PayloadSink sink) {
    ByteBuilder joined = new ByteBuilder(JOINED_BYTES);
    long at = offset;
    for (Piece piece : pieces) {
      long count = piece.bytesAt(at);
      switch (piece) {
        case Opcodes opcodes -> {
          if (opcodes.count < JOINED_BYTES) {
            joined.append(opcodes.array, opcodes.from, opcodes.count);
          } else {
            flush(joined, sink);
            sink.write(segment(opcodes));
          }
        }
        case Pad _ -> pad(count, joined);
        case Content content -> {
          flush(joined, sink);
          new CountingSink(count, sink).take(content.payload);
        }
      }
      at += count;
      if (joined.size() >= JOINED_BYTES) {
        flush(joined, sink);
      }
    }
    flush(joined, sink);
  }

  /** A constant that is pushed and popped again; one of a single byte does not exist. */
  private static void pad(long count, ByteBuilder out) {
    if (count == 0) {
      return;
    }
    if (count == 2) {
      out.append(Opcode.NONE.code());
    } else if (count <= 258) {
      out.append(Opcode.SHORT_BINBYTES.code());
      out.append((int) count - 3);
      out.append(new byte[(int) count - 3]);
    } else {
      out.append(Opcode.BINBYTES.code());
      out.appendNumber(count - 6, 4);
      out.append(new byte[(int) count - 6]);
    }
    out.append(Opcode.POP.code());
  }

  private static void flush(ByteBuilder joined, PayloadSink sink) {
    if (joined.size() > 0) {
      sink.write(MemorySegment.ofArray(joined.array()).asSlice(0, joined.size()));
      joined.clear();
    }
  }

  private static MemorySegment segment(Opcodes opcodes) {
    return MemorySegment.ofArray(opcodes.array).asSlice(opcodes.from, opcodes.count);
  }

  /** Holds a payload to what it announced. */
  private static final class CountingSink implements PayloadSink {
    private final long announced;
    private final PayloadSink sink;
    private long given;

    CountingSink(long announced, PayloadSink sink) {
      this.announced = announced;
      this.sink = sink;
    }

    void take(Payload payload) {
      payload.writeTo(this);
      if (given != announced) {
        throw wrong("it gave " + given);
      }
    }

    @Override
    public void write(MemorySegment bytes) {
      count(bytes.byteSize());
      sink.write(bytes);
    }

    @Override
    public void skip(long byteCount) {
      count(byteCount);
      sink.skip(byteCount);
    }

    @Override
    public void reserve(long byteCount) {
      count(byteCount);
      sink.reserve(byteCount);
    }

    @Override
    public void copyFrom(Path file, long offset, long byteCount, LongConsumer copied) {
      count(byteCount);
      sink.copyFrom(file, offset, byteCount, copied);
    }

    private void count(long more) {
      if (more < 0 || more > announced - given) {
        throw wrong("it gives " + more + " more after " + given);
      }
      given += more;
    }

    private PickleException wrong(String what) {
      return new PickleException(
          "a payload announced " + announced + " bytes, but " + what, PickleException.NO_OFFSET);
    }
  }
}
