package io.mmapdict;

import io.mmapdict.pickle.spi.Encoding;
import java.nio.file.Path;

/**
 * A key and its value on their way into a file, all made ready before the lock is taken.
 *
 * @param keyBytes the key as it will stand in the file
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record NewEntry(String key, byte[] keyBytes, Encoding value) {
  /** Payloads that are larger together are written without the lock. */
  private static final long LARGE_BYTES = 1 << 20;

  /**
   * An entry to be.
   *
   * @throws MmapDictException if no entry may bear the key
   */
  static NewEntry of(Path file, String key, Encoding value) {
    return new NewEntry(key, Key.encode(file, key), value);
  }

  boolean isLarge() {
    return value.payloadBytes() > LARGE_BYTES;
  }

  /** Where it will lie if its frame starts here. */
  FileEntry at(long frame) {
    long valueOffset = frame + FileLayout.KEY + keyBytes.length;
    long valueEnd = valueOffset + value.sizeAt(valueOffset);
    long end = valueEnd + FileLayout.padBytes(valueEnd) + FileLayout.TRAILER_BYTES;
    return new FileEntry(key, frame, valueOffset, end, null);
  }
}
