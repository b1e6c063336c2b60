package io.mmapdict.ndarray.codec;

import io.mmapdict.ndarray.DType;
import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.OpcodeMatcher;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The opcodes that end a shape and name a dtype, by which a dtype is found without a str. */
final class Typestrings {
  private static final List<String> CODES =
      List.of("b1", "i1", "u1", "i2", "u2", "f2", "i4", "u4", "f4", "i8", "u8", "f8", "c8", "c16");

  /** Far more than there are dtypes, so that most share a place with none. */
  private static final int PLACES = 256;

  private static final int MOST_BYTES = 4;

  private static final long[] WORDS = new long[PLACES];
  private static final @Nullable DType[] DTYPES = new DType[PLACES];

  static {
    for (char order : "<>|".toCharArray()) {
      for (String code : CODES) {
        DType dtype = DType.of(order + code);
        if (dtype.typestring().equals(order + code)) {
          long word = opcodes(dtype.typestring());
          int place = place(word);
          while (DTYPES[place] != null) {
            place = (place + 1) % PLACES;
          }
          WORDS[place] = word;
          DTYPES[place] = dtype;
        }
      }
    }
  }

  private Typestrings() {}

  /** The dtype whose opcodes come next, which are gone over; null if none does. */
  static @Nullable DType skip(OpcodeMatcher opcodes) {
    long next = opcodes.word(0);
    int textBytes = (int) (next >>> 16) & 0xff;
    if (textBytes > MOST_BYTES) {
      return null;
    }
    long word = next & ((1L << (8 * (3 + textBytes))) - 1);
    int place = place(word);
    while (WORDS[place] != word) {
      if (DTYPES[place] == null) {
        return null;
      }
      place = (place + 1) % PLACES;
    }
    opcodes.skip(3 + textBytes);
    return DTYPES[place];
  }

  private static long opcodes(String typestring) {
    return ByteBuffer.allocate(Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) Opcode.TUPLE.code())
        .put((byte) Opcode.SHORT_BINUNICODE.code())
        .put((byte) typestring.length())
        .put(typestring.getBytes(StandardCharsets.US_ASCII))
        .getLong(0);
  }

  private static int place(long word) {
    return (int) ((word * 0x9e3779b97f4a7c15L) >>> 56);
  }
}
