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

/**
 * The calls of Linux that Java has no method for. Each returns what the C library returns, except
 * that a failure is given as the negated {@code errno}. Each is linked when it is first used.
 */
final class Native {
  static final int O_RDONLY = 0;
  static final int O_RDWR = 2;
  static final int O_CREAT = 0x40;
  static final int O_EXCL = 0x80;
  static final int O_CLOEXEC = 0x80000;

  static final int LOCK_SH = 1;
  static final int LOCK_EX = 2;
  static final int LOCK_UN = 8;

  static final int ENOENT = 2;
  static final int EINTR = 4;
  static final int EACCES = 13;
  static final int EEXIST = 17;
  static final int EISDIR = 21;
  static final int EFBIG = 27;
  static final int ENOSPC = 28;
  static final int EROFS = 30;
  static final int EDQUOT = 122;

  private static final int SEEK_END = 2;
  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int MAP_SHARED = 1;
  private static final int MAP_NORESERVE = 0x4000;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int STATX_BASIC_STATS = 0x7ff;
  private static final int STATX_BYTES = 256;

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> CAPTURED =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

  private Native() {}

  /** Opens a file; {@code mode} is used where it is created. */
  static int open(String path, int flags, int mode) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = CAPTURED.get();
      int fd = (int) Open.CALL.invokeExact(state, arena.allocateFrom(path), flags, mode);
      return fd < 0 ? -errno(state) : fd;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int close(int fd) {
    return intInt(IntInt.CLOSE, fd);
  }

  static int fdatasync(int fd) {
    return intInt(IntInt.FDATASYNC, fd);
  }

  static int fsync(int fd) {
    return intInt(IntInt.FSYNC, fd);
  }

  static int flock(int fd, int operation) {
    try {
      MemorySegment state = CAPTURED.get();
      int result = (int) Flock.CALL.invokeExact(state, fd, operation);
      return result < 0 ? -errno(state) : result;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** The file's size. */
  static long size(int fd) {
    try {
      MemorySegment state = CAPTURED.get();
      long size = (long) Lseek.CALL.invokeExact(state, fd, 0L, SEEK_END);
      return size < 0 ? -errno(state) : size;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long pwrite(int fd, MemorySegment bytes, long offset) {
    try {
      MemorySegment state = CAPTURED.get();
      long written = (long) Pwrite.CALL.invokeExact(state, fd, bytes, bytes.byteSize(), offset);
      return written < 0 ? -errno(state) : written;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Maps the file from its start, shared. */
  static long mmap(int fd, long length, boolean writable) {
    int protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
    try {
      MemorySegment state = CAPTURED.get();
      MemorySegment address =
          (MemorySegment)
              Mmap.CALL.invokeExact(
                  state,
                  MemorySegment.NULL,
                  length,
                  protection,
                  MAP_SHARED | MAP_NORESERVE,
                  fd,
                  0L);
      return address.address() == -1 ? -errno(state) : address.address();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int munmap(MemorySegment mapping) {
    try {
      MemorySegment state = CAPTURED.get();
      int result = (int) Munmap.CALL.invokeExact(state, mapping, mapping.byteSize());
      return result < 0 ? -errno(state) : result;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /**
   * The file's size and its time of modification, in one number that another state of the file
   * hardly gives again.
   */
  static long stamp(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = CAPTURED.get();
      MemorySegment statx = arena.allocate(STATX_BYTES, Long.BYTES);
      int result =
          (int)
              Statx.CALL.invokeExact(
                  state, fd, arena.allocateFrom(""), AT_EMPTY_PATH, STATX_BASIC_STATS, statx);
      if (result < 0) {
        return -errno(state);
      }
      long size = statx.get(JAVA_LONG, 40);
      long seconds = statx.get(JAVA_LONG, 112);
      long nanos = statx.get(JAVA_INT, 120);
      return (seconds * 1_000_000_000L + nanos ^ Long.rotateLeft(size, 40)) & Long.MAX_VALUE;
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
      int result = (int) call.invokeExact(state, fd);
      return result < 0 ? -errno(state) : result;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  /** A downcall throws nothing that is checked. */
  private static Error unexpected(Throwable e) {
    if (e instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (e instanceof Error error) {
      return error;
    }
    return new AssertionError("a downcall threw a checked exception", e);
  }

  @SuppressWarnings("restricted")
  private static MethodHandle link(
      String name, FunctionDescriptor signature, Linker.Option... more) {
    Linker linker = Linker.nativeLinker();
    Linker.Option[] options = new Linker.Option[more.length + 1];
    System.arraycopy(more, 0, options, 0, more.length);
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
    static final MethodHandle CALL =
        link(
            "open",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
            Linker.Option.firstVariadicArg(2));
  }

  private static final class IntInt {
    private static final FunctionDescriptor SIGNATURE = FunctionDescriptor.of(JAVA_INT, JAVA_INT);
    static final MethodHandle CLOSE = link("close", SIGNATURE);
    static final MethodHandle FDATASYNC = link("fdatasync", SIGNATURE);
    static final MethodHandle FSYNC = link("fsync", SIGNATURE);
  }

  private static final class Flock {
    static final MethodHandle CALL =
        link("flock", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  }

  private static final class Lseek {
    static final MethodHandle CALL =
        link("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
  }

  private static final class Pwrite {
    static final MethodHandle CALL =
        link("pwrite", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
  }

  private static final class Mmap {
    static final MethodHandle CALL =
        link(
            "mmap",
            FunctionDescriptor.of(
                ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
  }

  private static final class Munmap {
    static final MethodHandle CALL =
        link("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
  }

  private static final class Statx {
    static final MethodHandle CALL =
        link(
            "statx",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
  }
}
