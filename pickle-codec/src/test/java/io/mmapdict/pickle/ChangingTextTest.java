package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Another process changes a text in the file while it is read. */
class ChangingTextTest {
  private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

  /** Where eight bytes of text are aligned behind their opcode and length. */
  private static final long START = 6;

  private static final long TEXT = START + 2;
  private static final long END = TEXT + Long.BYTES;
  private static final int ROUNDS = 300_000;

  @Test
  void whatIsReadOfItSpoilsNoOtherText() throws Exception {
    Codecs codecs = Codecs.of();
    AtomicBoolean done = new AtomicBoolean();
    try (Arena arena = Arena.ofShared()) {
      MemorySegment changing = pickle(arena);
      MemorySegment still = pickle(arena);
      Thread writer = Thread.ofPlatform().start(() -> change(changing, done));
      try {
        for (int round = 0; round < ROUNDS; round++) {
          long before = (long) WORD.getVolatile(changing, TEXT);
          codecs.decode(changing, START, END);
          long after = (long) WORD.getVolatile(changing, TEXT);
          for (long word : new long[] {before, after}) {
            WORD.set(still, TEXT, word);
            assertEquals(text(still), codecs.decode(still, START, END));
          }
        }
      } finally {
        done.set(true);
        writer.join();
      }
    }
  }

  /** Another text each time, all of them ASCII. */
  private static void change(MemorySegment pickle, AtomicBoolean done) {
    for (long i = 0; !done.get(); i++) {
      long halfBytes = i * 0x9e3779b97f4a7c15L & 0x0f0f0f0f0f0f0f0fL;
      WORD.setVolatile(pickle, TEXT, halfBytes | 0x4040404040404040L);
    }
  }

  private static MemorySegment pickle(Arena arena) {
    MemorySegment pickle = arena.allocate(END, Long.BYTES);
    pickle.set(ValueLayout.JAVA_BYTE, START, (byte) Opcode.SHORT_BINUNICODE.code());
    pickle.set(ValueLayout.JAVA_BYTE, START + 1, (byte) Long.BYTES);
    return pickle;
  }

  private static String text(MemorySegment pickle) {
    byte[] text = pickle.asSlice(TEXT, Long.BYTES).toArray(ValueLayout.JAVA_BYTE);
    return new String(text, StandardCharsets.US_ASCII);
  }
}
