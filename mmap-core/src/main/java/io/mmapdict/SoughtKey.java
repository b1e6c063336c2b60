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
  private final int keyBytes;

  /** The key's bytes, and zeros up to a multiple of eight. */
  private final byte[] padded;

  SoughtKey(FileHandle file, String key) {
    this.file = file;
    byte[] bytes = Key.lookUp(key);
    this.keyBytes = bytes.length;
    this.padded = Arrays.copyOf(bytes, bytes.length + Long.BYTES - 1 & -Long.BYTES);
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
