package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A key that somebody asks for. */
final class SoughtKey implements KeyMatch {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final FileHandle file;
  private final int guessedBytes;
  private final long end;
  private final int keyBytes;

  /** The key's bytes, and zeros up to a multiple of eight. */
  private final byte[] padded;

  private boolean held;

  SoughtKey(FileHandle file, String key) {
    this(file, key, 0, 0);
  }

  /**
   * A key of whose entry the size may be guessed.
   *
   * @param guessedBytes how many bytes the entry may have, which need not be so; 0 for no guess
   * @param end in front of which the file's bytes may be touched
   */
  SoughtKey(FileHandle file, String key, int guessedBytes, long end) {
    this.file = file;
    this.guessedBytes = guessedBytes;
    this.end = end;
    byte[] ascii = new byte[paddedBytes(key.length())];
    if (isAscii(key, ascii)) {
      this.keyBytes = key.length();
      this.padded = ascii;
    } else {
      byte[] bytes = Key.lookUp(key);
      this.keyBytes = bytes.length;
      this.padded = Arrays.copyOf(bytes, paddedBytes(bytes.length));
    }
  }

  /** Whether a key is ASCII, which is then copied. */
  private static boolean isAscii(String key, byte[] copy) {
    int bits = 0;
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      bits |= c;
      copy[i] = (byte) c;
    }
    return bits < 0x80;
  }

  private static int paddedBytes(int bytes) {
    return bytes + Long.BYTES - 1 & -Long.BYTES;
  }

  /** Whether any entry can bear it. */
  boolean isPossible() {
    return keyBytes <= FileLayout.MAX_KEY_BYTES;
  }

  int keyBytes() {
    return keyBytes;
  }

  @Override
  public long hash(long seed) {
    long hash = KeyHash.start(seed, keyBytes);
    for (int i = 0; i < padded.length; i += Long.BYTES) {
      hash = KeyHash.add(hash, (long) WORD.get(padded, i));
    }
    return hash;
  }

  /**
   * Looks where the entry may end: its valid byte is there, and memory fetches it and the head at
   * once instead of one after the other. What is found only tells whether to guess so again.
   */
  @Override
  public void expect(long frame) {
    long last = frame + guessedBytes - 1;
    held = guessedBytes > 0 && last < end && file.get(last) == FileLayout.POP;
  }

  /** Whether an entry of so many bytes may be where one was expected. */
  boolean guessHeld() {
    return held;
  }

  @Override
  public boolean isAt(long frame) {
    MemorySegment mapping = file.mapping();
    if ((mapping.get(JAVA_BYTE, frame + FileLayout.KEY - 1) & 0xff) != keyBytes) {
      return false;
    }
    long difference = 0;
    for (int i = 0; i < padded.length; i += Long.BYTES) {
      difference |=
          KeyHash.word(mapping, frame + FileLayout.KEY, keyBytes, i) ^ (long) WORD.get(padded, i);
    }
    return difference == 0;
  }
}
