package io.mmapdict;

import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.OpcodeMatcher;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PyGlobal;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.DirectCodec;
import io.mmapdict.pickle.spi.Payload;
import io.mmapdict.pickle.spi.PickleWriter;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are not there until somebody writes them: {@code memoryview(bytearray(...))} with
 * nothing in it. Read as the slice of the file.
 */
public final class HoleCodec implements DirectCodec {
  private static final PyGlobal MEMORYVIEW = new PyGlobal("builtins", "memoryview");

  /** Done once, while the next of them is read. */
  static final AtomicReference<@Nullable Runnable> ON_NEXT_READ = new AtomicReference<>();

  /** {@code builtins.memoryview}. */
  private static final byte[] START =
      HexFormat.of().parseHex("8c086275696c74696e73" + "8c0a6d656d6f727976696577" + "93");

  private static final byte[] CALL = {(byte) Opcode.TUPLE1.code(), (byte) Opcode.REDUCE.code()};

  /**
   * So many zeros.
   *
   * @param bytes how many
   */
  public record Hole(long bytes) {}

  /**
   * So many zeros, for which the disk keeps room.
   *
   * @param bytes how many
   */
  public record Reserved(long bytes) {}

  /**
   * So many sevens, written once something else is done.
   *
   * @param bytes how many
   * @param first what is done first
   */
  public record Late(long bytes, Runnable first) {}

  /** For the service loader. */
  public HoleCodec() {}

  @Override
  public Set<Class<?>> writes() {
    return Set.of(Hole.class, Reserved.class, Late.class);
  }

  @Override
  public void write(Object value, PickleWriter out) {
    switch (value) {
      case Late late -> write(late.bytes(), payload(late), out);
      case Reserved reserved -> write(reserved.bytes(), Payload.reserved(reserved.bytes()), out);
      default -> write(((Hole) value).bytes(), Payload.hole(((Hole) value).bytes()), out);
    }
  }

  private static void write(long bytes, Payload payload, PickleWriter out) {
    out.global(MEMORYVIEW.module(), MEMORYVIEW.name());
    out.align(4096, 9);
    out.payload(Opcode.BYTEARRAY8, bytes, payload);
    out.op(Opcode.TUPLE1);
    out.op(Opcode.REDUCE);
  }

  private static Payload payload(Late late) {
    return sink -> {
      late.first().run();
      byte[] sevens = new byte[Math.toIntExact(late.bytes())];
      Arrays.fill(sevens, (byte) 7);
      sink.write(MemorySegment.ofArray(sevens));
    };
  }

  @Override
  public Set<PyGlobal> reads() {
    return Set.of(MEMORYVIEW);
  }

  /** As arrays are read. */
  @Override
  public @Nullable Object readDirectly(OpcodeMatcher opcodes) {
    if (!opcodes.skip(START)) {
      return null;
    }
    opcodes.skipPads();
    ByteSlice slice = opcodes.skipBytes8(Opcode.BYTEARRAY8);
    return slice != null && opcodes.skip(CALL) ? slice : null;
  }

  @Override
  public Object construct(PyGlobal callable, PyTuple arguments) {
    Runnable first = ON_NEXT_READ.getAndSet(null);
    if (first != null) {
      first.run();
    }
    if (arguments.size() == 1 && arguments.get(0) instanceof ByteSlice slice) {
      return slice;
    }
    throw new PickleException("memoryview of no bytearray", PickleException.NO_OFFSET);
  }
}
