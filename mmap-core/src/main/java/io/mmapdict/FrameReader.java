package io.mmapdict;

import java.lang.foreign.MemorySegment;

/** Reads the frame at an offset, as {@link FrameCursor} does, into an object. */
final class FrameReader {
  private static final Frame TERMINATOR = new Frame.Terminator();

  private FrameReader() {}

  /**
   * The frame at an offset.
   *
   * @param size how many bytes the file has, as far as is known
   */
  static Frame read(MemorySegment file, long offset, long size) {
    FrameCursor cursor = new FrameCursor(file);
    return frame(file, cursor, cursor.read(offset, size));
  }

  /**
   * The entry at an offset if it ends at another, whatever length it states.
   *
   * @param end within the file
   */
  static Frame entryUpTo(MemorySegment file, long offset, long end) {
    FrameCursor cursor = new FrameCursor(file);
    return frame(file, cursor, cursor.readUpTo(offset, end));
  }

  private static Frame frame(MemorySegment file, FrameCursor cursor, FrameCursor.Found found) {
    return switch (found) {
      case TERMINATOR -> TERMINATOR;
      case BROKEN -> cursor.broken();
      case ENTRY -> {
        long epochOffset = cursor.epochOffset();
        yield new Frame.Whole(
            cursor.entry(null),
            cursor.live(),
            cursor.memoMax(),
            epochOffset,
            epochOffset == 0 ? 0 : file.get(Little.LONG, epochOffset));
      }
    };
  }
}
