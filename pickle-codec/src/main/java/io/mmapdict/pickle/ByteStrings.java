package io.mmapdict.pickle;

import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.Payload;
import java.lang.foreign.MemorySegment;

/** Writes byte strings: small ones among the opcodes, large ones as pieces that are not copied. */
final class ByteStrings {
  /** Longer ones are not copied into the opcodes. */
  private static final int INLINE_BYTES = 4096;

  private final Ops ops;
  private final Form form;
  private final StreamForms streamForms;

  ByteStrings(Ops ops, StreamForms streamForms) {
    this.ops = ops;
    this.form = ops.form();
    this.streamForms = streamForms;
  }

  /** One of the three kinds. */
  void write(Object value) {
    switch (value) {
      case byte[] bytes -> bytes(bytes);
      case PyByteArray bytes -> byteArray(bytes);
      case ByteSlice bytes -> slice(bytes);
      default -> throw new AssertionError(value.getClass());
    }
  }

  private void bytes(byte[] bytes) {
    if (form.stream()) {
      streamForms.bytes(false, bytes.length, Payload.of(MemorySegment.ofArray(bytes)));
    } else if (bytes.length <= 255) {
      ops.op(Opcode.SHORT_BINBYTES, bytes.length, 1);
      ops.bytes().append(bytes);
    } else if (bytes.length <= INLINE_BYTES) {
      ops.op(Opcode.BINBYTES, bytes.length, 4);
      ops.bytes().append(bytes);
    } else {
      payload(Opcode.BINBYTES8, bytes.length, Payload.of(MemorySegment.ofArray(bytes)));
    }
  }

  private void byteArray(PyByteArray bytes) {
    Payload payload = Payload.of(MemorySegment.ofArray(bytes.array()));
    if (form.stream()) {
      streamForms.bytes(true, bytes.size(), payload);
    } else {
      payload(Opcode.BYTEARRAY8, bytes.size(), payload);
    }
  }

  private void slice(ByteSlice bytes) {
    long byteCount = bytes.segment().byteSize();
    if (form.stream()) {
      streamForms.buffer(bytes.mutable(), byteCount, Payload.of(bytes.segment()));
    } else {
      Opcode opcode = bytes.mutable() ? Opcode.BYTEARRAY8 : Opcode.BINBYTES8;
      payload(opcode, byteCount, Payload.of(bytes.segment()));
    }
  }

  /** What is written later. */
  void payload(Opcode opcode, long byteCount, Payload payload) {
    if (form.stream()) {
      streamForms.payload(opcode == Opcode.BYTEARRAY8, byteCount, payload);
      return;
    }
    ops.op(opcode, byteCount, 8);
    ops.piece(new PieceEncoding.Content(byteCount, payload));
  }
}
