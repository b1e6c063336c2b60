package io.mmapdict.stubs.codec;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import io.mmapdict.ndarray.codec.ArrayContent;
import io.mmapdict.ndarray.codec.PortableForm;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.spi.Payload;
import io.mmapdict.pickle.spi.PayloadSink;
import io.mmapdict.pickle.spi.PickleWriter;
import io.mmapdict.pickle.spi.ValueCodec;
import io.mmapdict.stubs.FromFile;
import io.mmapdict.stubs.FromStream;
import io.mmapdict.stubs.FullNDArray;
import io.mmapdict.stubs.ZerosNDArray;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Set;

/** Writes stubs as arrays whose bytes come from elsewhere. They are read as arrays. */
public final class StubCodec implements ValueCodec {
  private static final int PIECE_BYTES = 1 << 18;

  /** Values of more bytes are written without the lock. */
  private static final long SMALL_BYTES = 2 << 20;

  @Override
  public Set<Class<?>> writes() {
    return Set.of(ZerosNDArray.class, FullNDArray.class, FromFile.class, FromStream.class);
  }

  @Override
  public void write(Object value, PickleWriter out) {
    PortableForm.write(content(value), out);
  }

  private static ArrayContent content(Object value) {
    return switch (value) {
      case ZerosNDArray zeros -> ArrayContent.hole(zeros.dtype(), zeros.shape());
      case FullNDArray full ->
          new ArrayContent(full.dtype(), full.shape(), Order.C, sink -> write(full, sink));
      case FromFile from ->
          elsewhere(
              from.dtype(),
              from.shape(),
              from.order(),
              sink ->
                  sink.copyFrom(
                      from.file(),
                      from.offset(),
                      from.shape().byteSize(from.dtype()),
                      from.copied()));
      case FromStream from ->
          elsewhere(from.dtype(), from.shape(), Order.C, sink -> write(from, sink));
      default -> throw new AssertionError(value.getClass() + " is not among writes()");
    };
  }

  /** What is small is written while the file is locked: it is read before. */
  private static ArrayContent elsewhere(DType dtype, Shape shape, Order order, Payload payload) {
    long bytes = shape.byteSize(dtype);
    Payload ready = bytes > SMALL_BYTES ? payload : Payload.of(payload.toSegment(bytes));
    return new ArrayContent(dtype, shape, order, ready);
  }

  private static void write(FullNDArray full, PayloadSink sink) {
    int itemSize = full.dtype().itemSize();
    long left = full.shape().size();
    long inPiece = Math.min(left, Math.max(1, PIECE_BYTES / Math.max(1, itemSize)));
    NDArray piece = NDArray.zeros(full.dtype(), inPiece);
    piece.fill(full.value());
    for (; left > 0; left -= inPiece) {
      long part = Math.min(left, inPiece);
      sink.write(piece.slice(0, 0, part).asSegment());
    }
  }

  private static void write(FromStream from, PayloadSink sink) {
    long bytes = from.shape().byteSize(from.dtype());
    byte[] piece = new byte[(int) Math.min(PIECE_BYTES, bytes)];
    try {
      for (long done = 0; done < bytes; ) {
        int wanted = (int) Math.min(piece.length, bytes - done);
        int read = from.stream().readNBytes(piece, 0, wanted);
        if (read < wanted) {
          throw new PickleException(
              "the stream ended after %d of %d bytes".formatted(done + read, bytes),
              PickleException.NO_OFFSET);
        }
        sink.write(MemorySegment.ofArray(piece).asSlice(0, read));
        done += read;
      }
    } catch (IOException e) {
      throw new PickleException(
          "the stream cannot be read: " + e.getMessage(), PickleException.NO_OFFSET, e);
    }
  }

  @Override
  public boolean isHashable(Object value) {
    return false;
  }
}
