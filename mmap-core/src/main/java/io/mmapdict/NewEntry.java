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
  /** Values that are larger are written without the lock. */
  private static final long LARGE_BYTES = 2 << 20;

  /**
   * An entry to be.
   *
   * @throws MmapDictException if no entry may bear the key
   */
  static NewEntry of(Path file, String key, Encoding value) {
    return new NewEntry(key, Key.encode(file, key), value);
  }

  boolean isLarge() {
    return value.sizeAt(0) > LARGE_BYTES && !value.isKeptFirst();
  }

  /** Where it will lie if its frame starts here. */
  FileEntry at(long frame) {
    boolean switched = isLarge();
    long start = frame + FileLayout.KEY + keyBytes.length + (switched ? Switch.HEAD_BYTES : 0);
    long valueEnd = start + value.sizeAt(start) + (switched ? Switch.TAIL_BYTES : 0);
    long end = valueEnd + FileLayout.padBytes(valueEnd) + FileLayout.TRAILER_BYTES;
    return new FileEntry(key, frame, keyBytes.length, end, switched, null);
  }

  /** Gives the value and its padding. */
  void writeValue(FileEntry place, FileSink sink) {
    value.writeTo(place.valueOffset, sink);
    long valueEnd = place.valueOffset + value.sizeAt(place.valueOffset);
    if (sink.position() != valueEnd) {
      throw new IllegalStateException(
          "key \""
              + key
              + "\": a codec's payload gave "
              + (sink.position() - place.valueOffset)
              + " bytes of value where "
              + (valueEnd - place.valueOffset)
              + " were announced; its codec is wrong, nothing is stored");
    }
    sink.write(FileLayout.pad((int) (place.valueEnd() - valueEnd)));
  }
}
