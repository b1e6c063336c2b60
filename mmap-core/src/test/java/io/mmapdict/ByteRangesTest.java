package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mmapdict.pickle.spi.ByteRange;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Ranges against a set of bits. */
class ByteRangesTest {
  @Test
  void theyGoOnAsFarAsTheirBytesDo() {
    int size = 300;
    Random random = new Random(3);
    for (int round = 0; round < 50; round++) {
      ByteRanges ranges = new ByteRanges();
      BitSet bits = new BitSet(size);
      for (int i = 0; i < 30; i++) {
        int start = random.nextInt(size);
        int end = start + random.nextInt(Math.min(20, size - start));
        if (random.nextInt(3) == 0) {
          ranges.remove(new ByteRange(start, end));
          bits.clear(start, end);
        } else {
          ranges.add(new ByteRange(start, end));
          bits.set(start, end);
        }
        for (int at = 0; at < size; at++) {
          assertEquals(bits.nextClearBit(at), ranges.endFrom(at), "from " + at);
        }
      }
    }
  }
}
