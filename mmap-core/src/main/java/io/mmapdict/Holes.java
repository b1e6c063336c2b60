package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Copying files inside the kernel, and around their holes. As all of {@link Native}. */
final class Holes {
  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;
  private static final MethodHandle COPY_RANGE = Native.link("copy_file_range");

  private Holes() {}

  /** Copies bytes between two files inside the kernel; gives how many, 0 at the end. */
  static long copy(int from, long fromOffset, int to, long toOffset, long length) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Native.CAPTURED.get();
      long source = arena.allocateFrom(JAVA_LONG, fromOffset).address();
      long target = arena.allocateFrom(JAVA_LONG, toOffset).address();
      long copied =
          (long) COPY_RANGE.invokeExact(state, (long) from, source, (long) to, target, length, 0L);
      return copied < 0 ? -Native.errno(state) : copied;
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
  }

  /** Where the next data lies at or behind an offset; {@link Native#ENXIO} if there is none. */
  static long nextData(int fd, long offset) {
    return Native.seek(fd, offset, SEEK_DATA);
  }

  /** Where the next hole lies at or behind an offset; the file's end counts as one. */
  static long nextHole(int fd, long offset) {
    return Native.seek(fd, offset, SEEK_HOLE);
  }
}
