package io.mmapdict;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The calls of Linux that Java has no method for; those of a thought of their own stand in {@link
 * RangeLocks} and {@link Holes}. Each returns what the C library returns, except that a failure is
 * given as the negated {@code errno}. Each is linked when it is first used.
 *
 * <p>To link a call of a new shape takes the JVM milliseconds, so all have one, but for those that
 * take memory which another thread may unmap: up to six words in, one out. By the calling
 * conventions of Linux's 64-bit machines an int is the low half of a word, an address a word, and
 * what a function does not ask for it does not see.
 */
final class Native {
  static final int O_RDONLY = 0;
  static final int O_RDWR = 2;
  static final int O_CREAT = 0x40;
  static final int O_EXCL = 0x80;
  static final int O_NONBLOCK = 0x800;
  static final int O_CLOEXEC = 0x80000;

  static final int LOCK_SH = 1;
  static final int LOCK_EX = 2;
  static final int LOCK_NB = 4;
  static final int LOCK_UN = 8;

  static final int ENOENT = 2;
  static final int EINTR = 4;
  static final int EIO = 5;
  static final int EAGAIN = 11;
  static final int EACCES = 13;
  static final int EFAULT = 14;
  static final int EEXIST = 17;
  static final int EXDEV = 18;
  static final int ENXIO = 6;
  static final int EINVAL = 22;
  static final int EISDIR = 21;
  static final int EFBIG = 27;
  static final int ENOSPC = 28;
  static final int EROFS = 30;
  static final int EOPNOTSUPP = 95;
  static final int EDQUOT = 122;

  /** Punches a hole: {@code FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE}. */
  static final int MADV_NORMAL = 0;

  static final int MADV_RANDOM = 1;
  static final int PUNCH_HOLE = 3;

  private static final int SEEK_END = 2;
  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int MS_SYNC = 4;
  private static final int MAP_SHARED = 1;
  private static final int MAP_PRIVATE = 2;
  private static final int MAP_NORESERVE = 0x4000;
  private static final int STATX_BASIC_STATS = 0x7ff;
  private static final int STATFS_BYTES = 120;

  private static final FunctionDescriptor WORDS =
      FunctionDescriptor.of(
          JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  /** Where a call of this thread leaves its {@code errno}. */
  static final ThreadLocal<MemorySegment> CAPTURED =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

  private static final int FEW_BYTES = 4096;

  private static final ThreadLocal<MemorySegment> FEW =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(FEW_BYTES));

  private Native() {}

  /** Opens a file; {@code mode} is used where it is created. */
  static int open(String path, int flags, int mode) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = CAPTURED.get();
      long name = arena.allocateFrom(path).address();
      int fd =
          (int) (long) Open.CALL.invokeExact(state, name, (long) flags, (long) mode, 0L, 0L, 0L);
      return fd < 0 ? -errno(state) : fd;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int close(int fd) {
    return intInt(IntInt.CLOSE, fd);
  }

  /** How many bytes a page of memory has. */
  static int pageBytes() {
    try {
      return (int) (long) PageSize.CALL.invokeExact(CAPTURED.get(), 0L, 0L, 0L, 0L, 0L, 0L);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Waits until some pages of a mapping are on the disk. */
  static int msync(MemorySegment pages) {
    try {
      MemorySegment state = CAPTURED.get();
      int result = (int) Msync.CALL.invokeExact(state, pages, pages.byteSize(), MS_SYNC);
      return result < 0 ? -errno(state) : result;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int fdatasync(int fd) {
    return intInt(IntInt.FDATASYNC, fd);
  }

  static int fsync(int fd) {
    return intInt(IntInt.FSYNC, fd);
  }

  /**
   * Allocates blocks, extending the file (mode 0), or {@link #PUNCH_HOLE}. Begun anew where a
   * signal has interrupted it.
   */
  static int fallocate(int fd, int mode, long offset, long length) {
    try {
      MemorySegment state = CAPTURED.get();
      int result;
      do {
        result =
            (int)
                (long)
                    Fallocate.CALL.invokeExact(
                        state, (long) fd, (long) mode, offset, length, 0L, 0L);
      } while (result < 0 && errno(state) == EINTR);
      return result < 0 ? -errno(state) : result;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int flock(int fd, int operation) {
    try {
      MemorySegment state = CAPTURED.get();
      int result =
          (int) (long) Flock.CALL.invokeExact(state, (long) fd, (long) operation, 0L, 0L, 0L, 0L);
      return result < 0 ? -errno(state) : result;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** The file's size. */
  static long size(int fd) {
    return seek(fd, 0, SEEK_END);
  }

  static long seek(int fd, long offset, int whence) {
    try {
      MemorySegment state = CAPTURED.get();
      long found =
          (long) Lseek.CALL.invokeExact(state, (long) fd, offset, (long) whence, 0L, 0L, 0L);
      return found < 0 ? -errno(state) : found;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long pwrite(int fd, MemorySegment bytes, long offset) {
    try {
      MemorySegment state = CAPTURED.get();
      long written =
          bytes.byteSize() <= FEW_BYTES
              ? pwriteFew(state, fd, bytes, offset)
              : (long) Pwrite.CALL.invokeExact(state, fd, bytes, bytes.byteSize(), offset);
      return written < 0 ? -errno(state) : written;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** By way of memory of this thread, so that no further shape is linked for it. */
  private static long pwriteFew(MemorySegment state, int fd, MemorySegment bytes, long offset)
      throws Throwable {
    MemorySegment few = FEW.get();
    long byteCount = bytes.byteSize();
    MemorySegment.copy(bytes, 0, few, 0, byteCount);
    return (long)
        PwriteFew.CALL.invokeExact(state, (long) fd, few.address(), byteCount, offset, 0L, 0L);
  }

  /** Maps the file from its start, shared. */
  static long mmap(int fd, long length, boolean writable) {
    return mmap(fd, length, writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED);
  }

  /** Maps the file from its start, copy-on-write; it need not be open to be written. */
  static long mmapPrivate(int fd, long length) {
    return mmap(fd, length, PROT_READ | PROT_WRITE, MAP_PRIVATE);
  }

  private static long mmap(int fd, long length, int protection, int sharing) {
    try {
      MemorySegment state = CAPTURED.get();
      long flags = sharing | MAP_NORESERVE;
      long address =
          (long) Mmap.CALL.invokeExact(state, 0L, length, (long) protection, flags, (long) fd, 0L);
      return address == -1 ? -errno(state) : address;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int munmap(MemorySegment mapping) {
    try {
      MemorySegment state = CAPTURED.get();
      long address = mapping.address();
      int result =
          (int) (long) Munmap.CALL.invokeExact(state, address, mapping.byteSize(), 0L, 0L, 0L, 0L);
      return result < 0 ? -errno(state) : result;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Says how a mapping will be touched; what becomes of it is the system's affair. */
  static void madvise(MemorySegment mapping, int advice) {
    try {
      MemorySegment state = CAPTURED.get();
      long address = mapping.address();
      long length = mapping.byteSize();
      long _ = (long) Madvise.CALL.invokeExact(state, address, length, (long) advice, 0L, 0L, 0L);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Fills a {@code struct statx}, whose memory the caller keeps. */
  static int statx(int folder, String path, int flags, MemorySegment found) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = CAPTURED.get();
      long name = arena.allocateFrom(path).address();
      long what = STATX_BASIC_STATS;
      int result =
          (int)
              (long)
                  Statx.CALL.invokeExact(
                      state, (long) folder, name, (long) flags, what, found.address(), 0L);
      return result < 0 ? -errno(state) : result;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** {@code f_type} of {@code fstatfs(2)}: what kind of file system the file lies on. */
  static long fileSystemMagic(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = CAPTURED.get();
      MemorySegment statfs = arena.allocate(STATFS_BYTES, Long.BYTES);
      long address = statfs.address();
      int result = (int) (long) Fstatfs.CALL.invokeExact(state, (long) fd, address, 0L, 0L, 0L, 0L);
      return result < 0 ? -errno(state) : statfs.get(JAVA_LONG, 0) & 0xffffffffL;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** What a negated {@code errno} means, in words. */
  static String explain(long negated) {
    int errno = (int) -negated;
    return switch (errno) {
      case ENOENT -> "no such file or folder";
      case EACCES -> "permission denied";
      case EISDIR -> "it is a folder";
      case EFAULT ->
          "the bytes to be written are gone: the file they are mapped from became shorter";
      case EIO -> "the disk reports an error";
      case EFBIG -> "larger than the file system or the process may write";
      case ENOSPC -> "no space left on the device";
      case EROFS -> "the file system is read-only";
      case EDQUOT -> "the disk quota is used up";
      default -> "the operating system reports errno " + errno;
    };
  }

  private static int intInt(MethodHandle call, int fd) {
    try {
      MemorySegment state = CAPTURED.get();
      int result = (int) (long) call.invokeExact(state, (long) fd, 0L, 0L, 0L, 0L, 0L);
      return result < 0 ? -errno(state) : result;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  /** A downcall throws nothing that is checked. */
  static Error unexpected(Throwable e) {
    if (e instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (e instanceof Error error) {
      return error;
    }
    return new AssertionError("a downcall threw a checked exception", e);
  }

  /**
   * Links a function of words. As one with a variable number of them, for some are that, and the
   * others do not see a difference.
   */
  static MethodHandle link(String name) {
    return link(name, WORDS, Linker.Option.firstVariadicArg(1));
  }

  @SuppressWarnings("restricted")
  private static MethodHandle link(
      String name, FunctionDescriptor signature, Linker.Option... more) {
    Linker linker = Linker.nativeLinker();
    Linker.Option[] options = Arrays.copyOf(more, more.length + 1);
    options[more.length] = Linker.Option.captureCallState("errno");
    MemorySegment symbol =
        linker
            .defaultLookup()
            .find(name)
            .orElseThrow(
                () -> new UnsatisfiedLinkError("the C library has no " + name + ": Linux needed"));
    return linker.downcallHandle(symbol, signature, options);
  }

  private static final class Open {
    static final MethodHandle CALL = link("open");
  }

  private static final class IntInt {
    static final MethodHandle CLOSE = link("close");
    static final MethodHandle FDATASYNC = link("fdatasync");
    static final MethodHandle FSYNC = link("fsync");
  }

  private static final class Flock {
    static final MethodHandle CALL = link("flock");
  }

  private static final class Fallocate {
    static final MethodHandle CALL = link("fallocate");
  }

  private static final class Lseek {
    static final MethodHandle CALL = link("lseek");
  }

  /** Its bytes may be of a file that is just being closed: the linker keeps them meanwhile. */
  private static final class Pwrite {
    static final MethodHandle CALL =
        link("pwrite", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
  }

  private static final class PwriteFew {
    static final MethodHandle CALL = link("pwrite");
  }

  private static final class Mmap {
    static final MethodHandle CALL = link("mmap");
  }

  private static final class PageSize {
    static final MethodHandle CALL = link("getpagesize");
  }

  private static final class Munmap {
    static final MethodHandle CALL = link("munmap");
  }

  private static final class Madvise {
    static final MethodHandle CALL = link("madvise");
  }

  private static final class Fstatfs {
    static final MethodHandle CALL = link("fstatfs");
  }

  /** As {@link Pwrite}. */
  private static final class Msync {
    static final MethodHandle CALL =
        link("msync", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  }

  private static final class Statx {
    static final MethodHandle CALL = link("statx");
  }
}
