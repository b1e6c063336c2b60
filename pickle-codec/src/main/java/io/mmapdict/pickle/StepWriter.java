package io.mmapdict.pickle;

import io.mmapdict.pickle.spi.Payload;
import io.mmapdict.pickle.spi.PickleWriter;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What a codec writes to: at once, until a value comes that needs a frame of its own; from then on
 * everything waits for that frame.
 */
final class StepWriter implements PickleWriter, AutoCloseable {
  private final Encoder encoder;
  private final Queue<CallFrame.Step> waiting;
  private boolean waits;
  private boolean closed;

  StepWriter(Encoder encoder, Queue<CallFrame.Step> waiting) {
    this.encoder = encoder;
    this.waiting = waiting;
  }

  @Override
  public void keepFirst() {
    simple(() -> encoder.ops().keepFirst());
  }

  @Override
  public void op(Opcode opcode) {
    boolean takesNothing = opcode.argument() == Argument.NONE;
    if (!takesNothing || opcode == Opcode.STOP || opcode == Opcode.MEMOIZE) {
      throw new IllegalArgumentException(
          opcode + " cannot be written by a codec: it has an argument or belongs to the file");
    }
    simple(() -> encoder.ops().op(opcode));
  }

  @Override
  public void global(String module, String name) {
    simple(() -> encoder.global(module, name));
  }

  @Override
  public void value(@Nullable Object value) {
    step(anyEncoder -> anyEncoder.value(value));
  }

  @Override
  public void integer(Opcode opcode, long value) {
    Scalars.checkWidth(opcode, value);
    simple(() -> Scalars.integer(encoder.ops(), opcode, value));
  }

  @Override
  public void shortString(String text) {
    byte[] utf8 = Utf8.encode(text);
    if (utf8.length > 255) {
      throw new IllegalArgumentException(
          "a short string has at most 255 bytes of UTF-8, found " + utf8.length);
    }
    simple(() -> Scalars.text(encoder.ops(), text));
  }

  @Override
  public void align(int boundary, int lead) {
    if (boundary < 1 || Integer.bitCount(boundary) != 1 || lead < 0) {
      throw new IllegalArgumentException(
          "expected a power of two and a lead from 0, found " + boundary + " and " + lead);
    }
    if (!encoder.ops().form().stream()) { // which stands in no file, as far as is known
      simple(() -> encoder.ops().piece(new PieceEncoding.Pad(boundary, lead)));
    }
  }

  @Override
  public void pad2() {
    simple(() -> {
      encoder.ops().op(Opcode.NONE);
      encoder.ops().op(Opcode.POP);
    });
  }

  @Override
  public void payload(Opcode opcode, long byteCount, Payload payload) {
    if ((opcode != Opcode.BINBYTES8 && opcode != Opcode.BYTEARRAY8) || byteCount < 0) {
      throw new IllegalArgumentException(
          "a payload is BINBYTES8 or BYTEARRAY8 of 0 or more bytes, not "
              + opcode
              + " of "
              + byteCount);
    }
    simple(() -> encoder.byteStrings().payload(opcode, byteCount, payload));
  }

  @Override
  public void raw(long byteCount, Payload payload) {
    if (byteCount < 0) {
      throw new IllegalArgumentException("expected 0 or more bytes, found " + byteCount);
    }
    simple(() -> encoder.ops().raw(new PieceEncoding.Content(byteCount, payload)));
  }

  @Override
  public int newMemo() {
    checkOpen();
    return encoder.ops().newMemo();
  }

  @Override
  public void put(int memo) {
    checkMemo(memo);
    simple(() -> encoder.ops().put(memo));
  }

  @Override
  public void get(int memo) {
    checkMemo(memo);
    simple(() -> encoder.ops().get(memo));
  }

  @Override
  public void close() {
    closed = true;
  }

  private void simple(Runnable write) {
    step(anyEncoder -> {
      write.run();
      return true;
    });
  }

  private void step(CallFrame.Step step) {
    checkOpen();
    if (waits) {
      waiting.add(step);
    } else {
      waits = !step.write(encoder);
    }
  }

  private void checkMemo(int memo) {
    if (memo < 0 || memo >= encoder.ops().memoCount()) {
      throw new IllegalArgumentException("memo index " + memo + " is not one of newMemo()");
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("a PickleWriter lives for one call of ValueCodec.write");
    }
  }
}
