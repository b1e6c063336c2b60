package io.mmapdict.formats;

import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.spi.Encoding;
import io.mmapdict.pickle.spi.PayloadSink;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A pickle without frames that is ready to be written, arrays in it not copied before. Of protocol
 * 4, or 5 where a bytearray is in it.
 */
record WholePickle(Encoding opcodes) {
  /** PROTO, and which one. */
  private static final int HEAD_BYTES = 2;

  private static final int STOP_BYTES = 1;
  private static final MemorySegment ZEROS = MemorySegment.ofArray(new byte[1 << 16]).asReadOnly();

  /**
   * @throws io.mmapdict.pickle.PickleException if no codec writes a value in it; says where
   */
  static WholePickle of(Codecs codecs, @Nullable Object value) {
    return new WholePickle(codecs.encode(value));
  }

  /** How many bytes it has from an offset of the file on. */
  long sizeAt(long offset) {
    return HEAD_BYTES + opcodes.sizeAt(offset + HEAD_BYTES) + STOP_BYTES;
  }

  /**
   * Gives all bytes in order.
   *
   * @param offset where the first one stands in the file
   */
  void writeTo(long offset, PayloadSink sink) {
    sink.write(bytes(Opcode.PROTO.code(), opcodes.protocol()));
    opcodes.writeTo(offset + HEAD_BYTES, sink);
    sink.write(bytes(Opcode.STOP.code()));
  }

  /** The same for who takes nothing but bytes: zeros where others have a hole. */
  void writeTo(long offset, Consumer<MemorySegment> parts) {
    writeTo(
        offset,
        new PayloadSink() {
          @Override
          public void write(MemorySegment bytes) {
            parts.accept(bytes);
          }

          @Override
          public void skip(long byteCount) {
            for (long at = 0; at < byteCount; at += ZEROS.byteSize()) {
              parts.accept(ZEROS.asSlice(0, Math.min(ZEROS.byteSize(), byteCount - at)));
            }
          }
        });
  }

  private static MemorySegment bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return MemorySegment.ofArray(bytes);
  }
}
