package io.mmapdict.pickle;

import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.pickle.spi.Payload;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What stands otherwise in a pickle of its own than in an entry: the forms of CPython's pickler, by
 * its protocol.
 */
final class StreamForms {
  private static final PyGlobal BYTES = new PyGlobal("builtins", "bytes");
  private static final PyGlobal BYTEARRAY = new PyGlobal("builtins", "bytearray");
  private static final PyGlobal COMPLEX = new PyGlobal("builtins", "complex");
  private static final PyGlobal SET = new PyGlobal("builtins", "set");
  private static final PyGlobal FROZENSET = new PyGlobal("builtins", "frozenset");
  private static final PyGlobal ENCODE = new PyGlobal("_codecs", "encode");
  private static final PyGlobal GETATTR = new PyGlobal("builtins", "getattr");
  private static final String LATIN1 = "latin1";
  private static final long MAX_LENGTH4 = 0xFFFFFFFFL;

  private final Encoder encoder;
  private final Ops ops;
  private final Form form;
  private final @Nullable Predicate<ByteSlice> buffers;

  StreamForms(Encoder encoder, @Nullable Predicate<ByteSlice> buffers) {
    this.encoder = encoder;
    this.ops = encoder.ops();
    this.form = ops.form();
    this.buffers = buffers;
  }

  /** Stores the top, which nothing here fetches again, as CPython does. */
  private void storeUnnamed() {
    if (!form.fast()) {
      ops.put(ops.newMemo());
    }
  }

  /** A set where it has no opcodes: a call with a list of its elements. */
  boolean set(Set<?> set) {
    encoder.name(set instanceof PyFrozenSet ? FROZENSET : SET);
    ops.op(Opcode.EMPTY_LIST);
    storeUnnamed();
    if (!set.isEmpty()) {
      return encoder.begin(ElementsFrame.called(set, ops), set);
    }
    callWithOne();
    encoder.remember(set);
    return true;
  }

  /** Calls what stands below the top of the stack with that. */
  void callWithOne() {
    call(Opcode.TUPLE1);
  }

  void complex(PyComplex number) {
    encoder.name(COMPLEX);
    ops.value();
    Scalars.floatingPoint(ops, number.re());
    ops.value();
    Scalars.floatingPoint(ops, number.im());
    call(Opcode.TUPLE2);
    storeUnnamed();
  }

  /** Calls what is below the arguments on the stack. */
  private void call(Opcode tuple) {
    ops.op(tuple);
    if (tuple != Opcode.EMPTY_TUPLE) {
      storeUnnamed();
    }
    ops.op(Opcode.REDUCE);
  }

  /** A global, which the caller puts into the memo. */
  void global(PyGlobal global) {
    if (form.hasSets()) {
      encoder.name(global.module());
      encoder.name(global.name());
      ops.op(Opcode.STACK_GLOBAL);
      return;
    }
    String[] path = global.name().split("\\.", -1);
    for (int i = 1; i < path.length; i++) {
      encoder.name(GETATTR);
    }
    line(new PyGlobal(global.module(), path[0]));
    for (int i = 1; i < path.length; i++) {
      encoder.name(path[i]);
      ops.op(Opcode.TUPLE2);
      ops.op(Opcode.REDUCE);
    }
  }

  private void line(PyGlobal global) {
    PyGlobal named = form.hasBytes() ? global : NewNames.toPython2(global);
    String lines = named.module() + '\n' + named.name() + '\n';
    boolean tooNew = !form.hasBytes() && !lines.chars().allMatch(c -> c < 0x80);
    if (tooNew || lines.chars().filter(c -> c == '\n').count() != 2) {
      throw new PickleException(
          "the name "
              + global
              + " cannot be written in protocol "
              + form.protocol()
              + "; protocol 4 can",
          PickleException.NO_OFFSET);
    }
    ops.op(Opcode.GLOBAL);
    ops.bytes().append(Utf8.encode(lines));
  }

  /** Bytes or a bytearray, in the pickle. */
  void bytes(boolean mutable, long byteCount, Payload payload) {
    if (!mutable) {
      immutable(byteCount, payload);
    } else if (form.hasByteArrays()) {
      content(Opcode.BYTEARRAY8, Long.BYTES, byteCount, payload);
    } else {
      encoder.name(BYTEARRAY);
      if (byteCount > 0) {
        immutable(byteCount, payload);
        storeUnnamed();
      }
      call(byteCount > 0 ? Opcode.TUPLE1 : Opcode.EMPTY_TUPLE);
    }
  }

  /**
   * What a codec writes. What is written as bytes may have to be bytes to what Python calls with
   * it; a bytearray may be any buffer.
   */
  void payload(boolean mutable, long byteCount, Payload payload) {
    if (mutable) {
      buffer(true, byteCount, payload);
    } else {
      bytes(false, byteCount, payload);
    }
  }

  /** Bytes or a bytearray, outside the pickle where somebody takes them. */
  void buffer(boolean mutable, long byteCount, Payload payload) {
    if (buffers == null) {
      bytes(mutable, byteCount, payload);
      return;
    }
    MemorySegment segment = payload.toSegment(byteCount);
    if (!buffers.test(new ByteSlice(segment, -1, mutable))) {
      bytes(mutable, byteCount, Payload.of(segment));
      return;
    }
    ops.op(Opcode.NEXT_BUFFER);
    if (!mutable) {
      ops.op(Opcode.READONLY_BUFFER);
    }
  }

  private void immutable(long byteCount, Payload payload) {
    if (!form.hasBytes()) {
      asText(byteCount, payload);
    } else if (byteCount <= 0xFF) {
      content(Opcode.SHORT_BINBYTES, 1, byteCount, payload);
    } else if (byteCount <= MAX_LENGTH4) {
      content(Opcode.BINBYTES, Integer.BYTES, byteCount, payload);
    } else {
      checkLength(byteCount);
      content(Opcode.BINBYTES8, Long.BYTES, byteCount, payload);
    }
  }

  private void content(Opcode opcode, int bytesOfLength, long byteCount, Payload payload) {
    if (byteCount < Framing.TARGET_BYTES) {
      byte[] bytes = payload.toSegment(byteCount).toArray(ValueLayout.JAVA_BYTE);
      ops.op(opcode, bytes, bytesOfLength);
    } else {
      PieceEncoding.Content content = new PieceEncoding.Content(byteCount, payload);
      ops.op(opcode, content, byteCount, bytesOfLength);
    }
  }

  /** Protocol 2 has no bytes: a str whose characters they are, and a call that encodes it. */
  private void asText(long byteCount, Payload payload) {
    if (byteCount == 0) {
      encoder.name(BYTES);
      call(Opcode.EMPTY_TUPLE);
      return;
    }
    encoder.name(ENCODE);
    if (byteCount < Framing.TARGET_BYTES) {
      byte[] bytes = payload.toSegment(byteCount).toArray(ValueLayout.JAVA_BYTE);
      Scalars.text(ops, new String(bytes, StandardCharsets.ISO_8859_1));
    } else {
      Latin1 text = Latin1.of(byteCount, payload);
      checkLength(text.utf8Bytes());
      PieceEncoding.Content content = new PieceEncoding.Content(text.utf8Bytes(), text);
      ops.op(Opcode.BINUNICODE, content, text.utf8Bytes(), Integer.BYTES);
    }
    storeUnnamed();
    encoder.name(LATIN1);
    call(Opcode.TUPLE2);
  }

  private void checkLength(long byteCount) {
    if (!form.hasSets() && byteCount > MAX_LENGTH4) {
      throw new PickleException(
          "a byte string of "
              + byteCount
              + " bytes does not fit protocol "
              + form.protocol()
              + ", which holds 4 GiB; protocol 4 does",
          PickleException.NO_OFFSET);
    }
  }
}
