package io.mmapdict.pickle;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What holds of any bytes: they are read, or refused by an exception with a sentence; what was read
 * can be looked at, written, and read again. For Jazzer, see {@code dev/fuzz/run}, and for the
 * inputs that it found ({@link FuzzedTest}).
 */
public final class DecoderFuzzer {
  private static final long MOST_BYTES = 64L << 20;
  private static final int REPEATS = 3;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Codecs CODECS = Codecs.of();

  /** What may refuse what it is given. */
  private interface Work {
    void run() throws IOException;
  }

  private DecoderFuzzer() {}

  /** By this name Jazzer finds it. */
  public static void fuzzerTestOneInput(byte[] pickle) {
    MemorySegment segment = MemorySegment.ofArray(pickle);
    Object value = null;
    long least = Long.MAX_VALUE;
    for (int i = 0; i < REPEATS && least > MOST_BYTES; i++) { // classes may be loaded meanwhile
      long before = THREADS.getCurrentThreadAllocatedBytes();
      value = load(segment);
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    if (least > MOST_BYTES) {
      throw new AssertionError("allocates " + least + " bytes");
    }
    look(value);
    Object known = value;
    refusedOrDone(() -> look(CODECS.load(MemorySegment.ofArray(CODECS.dump(known)))));
    refusedOrDone(() -> Disassembly.write(segment, new StringBuilder()));
    refusedOrDone(() -> Optimizer.write(segment, new ByteArrayOutputStream()));
    look(Audit.of(segment, AllowList.ofPython()));
  }

  private static @Nullable Object load(MemorySegment segment) {
    try {
      return CODECS.load(segment);
    } catch (PickleException e) {
      return Objects.requireNonNull(e.getMessage());
    }
  }

  private static void look(@Nullable Object value) {
    int hash = Objects.hashCode(value);
    String text = Objects.toString(value);
    if (!text.equals(Objects.toString(value)) || hash != Objects.hashCode(value)) {
      throw new AssertionError("another text or hash the second time");
    }
  }

  private static void refusedOrDone(Work work) {
    try {
      work.run();
    } catch (PickleException e) {
      Objects.requireNonNull(e.getMessage());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
