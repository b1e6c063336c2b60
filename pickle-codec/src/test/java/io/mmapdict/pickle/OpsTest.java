package io.mmapdict.pickle;

import static io.mmapdict.pickle.Opcode.BINBYTES8;
import static io.mmapdict.pickle.Opcode.BINGET;
import static io.mmapdict.pickle.Opcode.BINPUT;
import static io.mmapdict.pickle.Opcode.LONG_BINGET;
import static io.mmapdict.pickle.Opcode.LONG_BINPUT;
import static io.mmapdict.pickle.Opcode.NONE;
import static io.mmapdict.pickle.Opcode.POP;
import static io.mmapdict.pickle.Opcode.TUPLE3;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mmapdict.pickle.PieceEncoding.Content;
import io.mmapdict.pickle.spi.Encoding;
import io.mmapdict.pickle.spi.Payload;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is put and fetched in an entry, byte by byte. */
class OpsTest {
  private static final int[] CONTENT = {1, 2, 3};

  private final Ops ops = new Ops();

  /** Numbers and opcodes as bytes. */
  private static byte[] bytes(Object... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Object part : parts) {
      out.write(part instanceof Opcode opcode ? opcode.code() : (int) part);
    }
    return out.toByteArray();
  }

  private static byte[] written(Encoding encoding) {
    return ArraySink.write(new byte[0], encoding, 0);
  }

  private int put() {
    int memo = ops.newMemo();
    ops.put(memo);
    return memo;
  }

  private void content() {
    ops.op(BINBYTES8, CONTENT.length, Long.BYTES);
    byte[] content = bytes(1, 2, 3);
    ops.piece(new Content(content.length, Payload.of(MemorySegment.ofArray(content))));
  }

  @Test
  void onlyWhatIsFetchedIsPut() {
    ops.op(NONE);
    put();
    ops.op(NONE);
    int second = put();
    ops.get(second);
    ops.op(TUPLE3);
    Encoding encoding = ops.finish();
    assertArrayEquals(bytes(NONE, NONE, BINPUT, 0, BINGET, 0, TUPLE3), written(encoding));
    assertEquals(1, encoding.memoMax());
  }

  @Test
  void putsStandBeforeOrBehindThePieceTheyCameBeforeOrBehind() {
    ops.op(NONE);
    int before = put();
    content();
    int behind = put();
    content();
    ops.get(behind);
    ops.get(before);
    assertArrayEquals(
        bytes(
            NONE, BINPUT, 1, BINBYTES8, 3, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, BINPUT, 0, BINBYTES8, 3, 0,
            0, 0, 0, 0, 0, 0, 1, 2, 3, BINGET, 0, BINGET, 1),
        written(ops.finish()));
  }

  @Test
  void whatIsPutTwiceIsFetchedFromTheSecond() {
    ops.op(NONE);
    int memo = put();
    ops.op(POP);
    ops.op(NONE);
    ops.put(memo);
    ops.get(memo);
    assertArrayEquals(
        bytes(NONE, BINPUT, 0, POP, NONE, BINPUT, 0, BINGET, 0), written(ops.finish()));
  }

  @Test
  void indicesFrom256OnTakeFourBytes() {
    List<Integer> memos = new ArrayList<>();
    for (int i = 0; i <= 256; i++) {
      ops.op(NONE);
      memos.add(put());
    }
    memos.forEach(ops::get);
    byte[] written = written(ops.finish());
    byte[] last = new byte[10];
    System.arraycopy(written, written.length - 7, last, 0, 7);
    assertArrayEquals(bytes(BINGET, 255, LONG_BINGET, 0, 1, 0, 0, 0, 0, 0), last);
    System.arraycopy(written, 3 * 256 - 3, last, 0, 9);
    assertArrayEquals(bytes(NONE, BINPUT, 255, NONE, LONG_BINPUT, 0, 1, 0, 0, 0), last);
  }

  @Test
  void whatWasNotPutCannotBeFetched() {
    int memo = ops.newMemo();
    assertThrows(IllegalStateException.class, () -> ops.get(memo));
  }
}
