package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Open-file-description locks on ranges of bytes, {@code fcntl(2)}: {@link Claims} and {@link
 * Leases} are made of them. As all of {@link Native}.
 */
final class RangeLocks {
  static final short F_RDLCK = 0;
  static final short F_WRLCK = 1;
  static final short F_UNLCK = 2;

  static final long NO_CONFLICT = Long.MAX_VALUE;

  private static final int F_OFD_GETLK = 36;
  private static final int F_OFD_SETLK = 37;
  private static final int FLOCK_BYTES = 32;
  private static final int FLOCK_START = 8;
  private static final MethodHandle FCNTL = Native.link("fcntl");

  private RangeLocks() {}

  /**
   * Takes or gives back an open-file-description lock on bytes of the file, without waiting: {@link
   * Native#EAGAIN} where another description holds one that conflicts. It ends with the last
   * descriptor of this description, so with the process; {@code flock} does not see it.
   *
   * @param type {@link #F_RDLCK}, {@link #F_WRLCK} or {@link #F_UNLCK}
   */
  static int set(int fd, short type, long start, long length) {
    try (Arena arena = Arena.ofConfined()) {
      return fcntl(fd, F_OFD_SETLK, flockOf(arena, type, start, length));
    }
  }

  /**
   * The first byte of a lock of another description that such a lock would conflict with, or {@link
   * #NO_CONFLICT}.
   */
  static long conflict(int fd, short type, long start, long length) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment flock = flockOf(arena, type, start, length);
      int result = fcntl(fd, F_OFD_GETLK, flock);
      if (result < 0) {
        return result;
      }
      return flock.get(JAVA_SHORT, 0) == F_UNLCK ? NO_CONFLICT : flock.get(JAVA_LONG, FLOCK_START);
    }
  }

  private static MemorySegment flockOf(Arena arena, short type, long start, long length) {
    MemorySegment flock = arena.allocate(FLOCK_BYTES, Long.BYTES);
    flock.set(JAVA_SHORT, 0, type);
    flock.set(JAVA_LONG, FLOCK_START, start); // whence 0: SEEK_SET
    flock.set(JAVA_LONG, FLOCK_START + Long.BYTES, length);
    return flock;
  }

  /** The caller keeps the memory. */
  private static int fcntl(int fd, int command, MemorySegment flock) {
    try {
      MemorySegment state = Native.CAPTURED.get();
      long address = flock.address();
      int result =
          (int) (long) FCNTL.invokeExact(state, (long) fd, (long) command, address, 0L, 0L, 0L);
      return result < 0 ? -Native.errno(state) : result;
    } catch (Throwable e) {
      throw Native.unexpected(e);
    }
  }
}
