package io.mmapdict.interop;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Breaks a file in one of many ways. */
final class Mutator {
  private static final long[] EXTREMES = {
    0,
    1,
    2,
    8,
    255,
    256,
    65_535,
    1L << 31,
    (1L << 31) - 1,
    (1L << 32) - 1,
    1L << 32,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1,
    -8
  };

  private final Random random;
  private final byte[] file;

  /** Where each frame starts, the terminator's last, and the file's end. */
  private final List<Integer> frames;

  Mutator(Random random, byte[] file, List<Integer> frames) {
    this.random = random;
    this.file = file;
    this.frames = frames;
  }

  /** A broken copy; at times one that is whole all the same. */
  byte[] next() {
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> flipped();
      case 3 -> bytes(1);
      case 4 -> extreme(anywhere(), random.nextBoolean() ? 4 : 8);
      case 5 -> extreme(frames.get(random.nextInt(frames.size() - 1)) + 1, 8);
      case 6 -> bytes(1 + random.nextInt(40));
      case 7 -> Arrays.copyOf(file, anywhere());
      case 8 -> inserted();
      default -> framesMoved();
    };
  }

  private byte[] flipped() {
    byte[] broken = file.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      broken[anywhere()] ^= (byte) (1 << random.nextInt(8));
    }
    return broken;
  }

  private byte[] bytes(int count) {
    byte[] broken = file.clone();
    int at = anywhere();
    for (int i = at; i < Math.min(at + count, broken.length); i++) {
      broken[i] = (byte) random.nextInt();
    }
    return broken;
  }

  private byte[] extreme(int at, int count) {
    byte[] broken = Arrays.copyOf(file, file.length + 8);
    long value =
        random.nextBoolean()
            ? EXTREMES[random.nextInt(EXTREMES.length)]
            : file.length - at + random.nextInt(-20, 20);
    ByteBuffer buffer = ByteBuffer.wrap(broken).order(ByteOrder.LITTLE_ENDIAN);
    if (count == 4) {
      buffer.putInt(at, (int) value);
    } else {
      buffer.putLong(at, value);
    }
    return Arrays.copyOf(broken, file.length);
  }

  /** Bytes of any length come in or go. */
  private byte[] inserted() {
    int at = anywhere();
    int count = 1 + random.nextInt(20);
    if (random.nextBoolean()) {
      byte[] some = new byte[count];
      random.nextBytes(some);
      return joined(part(0, at), some, part(at, file.length));
    }
    return joined(part(0, at), part(Math.min(at + count, file.length), file.length));
  }

  /** Whole frames are repeated, left out or change places. */
  private byte[] framesMoved() {
    List<byte[]> parts = new ArrayList<>();
    for (int i = 0; i + 1 < frames.size(); i++) {
      parts.add(part(frames.get(i), frames.get(i + 1)));
    }
    int one = random.nextInt(parts.size());
    int other = random.nextInt(parts.size());
    switch (random.nextInt(3)) {
      case 0 -> parts.add(other, parts.get(one));
      case 1 -> parts.set(one, parts.set(other, parts.get(one)));
      default -> parts.remove(one);
    }
    parts.addFirst(part(0, frames.getFirst()));
    return joined(parts.toArray(byte[][]::new));
  }

  private int anywhere() {
    return random.nextInt(file.length);
  }

  private byte[] part(int from, int to) {
    return Arrays.copyOfRange(file, from, to);
  }

  private static byte[] joined(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer all = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }
}
