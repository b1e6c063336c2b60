package io.mmapdict.pickle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** What hostile files make something allocate, in all and not only at once. */
final class Allocated {
  /** The size of a file that may make 64 MiB be allocated. */
  static final int MEBI = 1 << 20;

  private static final int MOST_PER_BYTE = 64;

  /** Of the decoder itself, of classes that are loaded meanwhile, and of code not yet compiled. */
  static final long FREE = 1 << 19;

  private static final int REPEATS = 3;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What refuses a pickle, or takes it. */
  interface Taker {
    void take(byte[] pickle) throws IOException;
  }

  private Allocated() {}

  /**
   * Asserts that each file makes it allocate at most 64 bytes for each of its own.
   *
   * @param rows of each file a name, what it starts with, what is repeated, what it ends with
   * @param free what it may take besides
   */
  static void isLittle(List<String> rows, int size, long free, Taker taker) throws IOException {
    List<String> over = new ArrayList<>();
    for (String row : rows) {
      String[] parts = row.split("\\|", -1);
      if (parts[1].length() + parts[2].length() > size / 4) {
        continue; // what is a large value in a small file
      }
      byte[] pickle = filled(size, row);
      long most = (long) MOST_PER_BYTE * (size + 1) + free;
      long least = Long.MAX_VALUE;
      for (int i = 0; i < REPEATS && least > most; i++) { // the compiler allocates less later on
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
          taker.take(pickle);
        } catch (PickleException refused) {
          assertTrue(refused.offset() >= 0, refused::toString);
        }
        least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
      }
      if (least > most) {
        over.add(parts[0] + ": " + least + " bytes");
      }
    }
    assertTrue(over.isEmpty(), over::toString);
  }

  /** Each {@code ????} is another number, and each {@code #} too, in digits. */
  static byte[] filled(int size, String row) {
    String[] parts = row.split("\\|", -1);
    String repeated = parts[2];
    String after = parts[3];
    StringBuilder text = new StringBuilder(size).append(parts[1]);
    for (int i = 0; ; i++) {
      String number = "" + (char) (i & 255) + (char) (i >> 8 & 255) + (char) (i >> 16) + '\1';
      String next = repeated.replace("#", "" + i).replace("????", number);
      if (text.length() + next.length() + after.length() > size) {
        return text.append(after).toString().getBytes(ISO_8859_1);
      }
      text.append(next);
    }
  }
}
