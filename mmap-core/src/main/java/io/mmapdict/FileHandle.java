package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One open file: its descriptor and its mapping.
 *
 * <p>The mapping covers far more addresses than the file has bytes. Pages become valid as the file
 * grows, so that growth needs no new mapping and a read no system call. A byte may be touched only
 * once the file is known to reach so far. Where the system grants less, the file is mapped again as
 * it grows; earlier mappings stay until {@link #close}.
 *
 * <p>Safe for use by many threads; the {@link Store} part under the file lock.
 */
final class FileHandle implements Store, AutoCloseable {
  /** Address space is free: a terabyte of it costs nothing until it is touched. */
  static final long USUAL_RANGE_BYTES = 1L << 40;

  /** Room to grow for a mapping of which there may be many. */
  private static final long PRIVATE_RANGE_BYTES = 1L << 30;

  private static final long LEAST_RANGE_BYTES = 1L << 16;

  private static final long PAUSE_NANOS = 100_000;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BYTE_ACCESS = JAVA_BYTE.varHandle();
  private static final VarHandle LONG_ACCESS = LONG.varHandle();

  private final Path path;
  private final int fd;
  private final boolean writable;
  private final long rangeBytes;
  private final Arena arena = Arena.ofShared();
  private final PrivateMappings privates = new PrivateMappings();
  private final PrivateMappings pinned = new PrivateMappings();
  private final Fills fills;
  private volatile MemorySegment mapping;
  private volatile boolean closed;
  private boolean readsAhead = true;
  private @Nullable Replica replica;

  private FileHandle(Path path, int fd, boolean writable, long rangeBytes) {
    this.path = path;
    this.fd = fd;
    this.writable = writable;
    this.rangeBytes = rangeBytes;
    this.fills = new Fills(path);
    this.mapping = MemorySegment.NULL;
  }

  /**
   * Opens and maps an existing file.
   *
   * @param rangeBytes how many addresses to ask for
   * @throws MmapDictException if the file cannot be opened or is no regular file
   */
  static FileHandle open(Path path, boolean writable, long rangeBytes) {
    if (Files.isDirectory(path)) {
      throw new MmapDictException(path, "it is a folder, not a file");
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) { // opening a pipe would wait for good
      throw new MmapDictException(
          path, "it is a pipe, socket or device, not a regular file; name a file on a disk");
    }
    int flags = (writable ? Native.O_RDWR : Native.O_RDONLY) | Native.O_CLOEXEC;
    int fd = Native.open(path.toString(), flags, 0);
    if (fd < 0) {
      throw new MmapDictException(path, "cannot be opened: " + explainOpen(writable, fd));
    }
    FileHandle handle = new FileHandle(path, fd, writable, rangeBytes);
    try {
      if (writable) {
        FileSystems.requireLocks(path, fd);
      }
      handle.ensureMapped(handle.size());
    } catch (RuntimeException e) {
      handle.close();
      throw e;
    }
    return handle;
  }

  /**
   * Makes an empty file without a name, which is to become that of a path.
   *
   * @throws MmapDictException if the temporary folder takes none
   */
  static FileHandle temporary(Path path, Path folder) {
    try {
      Path file = Files.createTempFile(folder, "mmapdict-", ".part");
      try {
        int fd = Native.open(file.toString(), Native.O_RDWR | Native.O_CLOEXEC, 0);
        if (fd < 0) {
          throw new MmapDictException(file, "cannot be opened: " + Native.explain(fd));
        }
        return new FileHandle(path, fd, false, USUAL_RANGE_BYTES);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new MmapDictException(
          path,
          null,
          MmapDictException.NO_OFFSET,
          "what is read of it is kept in a file in " + folder + ", and none can be made there",
          e);
    }
  }

  /** What fetches the bytes of this file from elsewhere, or null. */
  @Nullable Replica replica() {
    return replica;
  }

  void setReplica(Replica fetching) {
    replica = fetching;
  }

  /**
   * The mapping, for one who needs some of its bytes.
   *
   * @param release run once no segment of the result is reachable
   */
  MemorySegment pinned(Runnable release) {
    return pinned.hold(mapping, release);
  }

  Path path() {
    return path;
  }

  /**
   * The descriptor.
   *
   * @throws IllegalStateException once closed: the number may be another file's by then
   */
  int fd() {
    if (closed) {
      throw new IllegalStateException(path + " is closed");
    }
    return fd;
  }

  /** Memory that lives as long as the mapping. */
  Arena arena() {
    return arena;
  }

  boolean writable() {
    return writable;
  }

  /** What is just written without the file lock: to be ended before {@link #close}. */
  Fills fills() {
    return fills;
  }

  /** The file's size now: a system call. */
  long size() {
    long size = Native.size(fd());
    if (size < 0) {
      throw new MmapDictException(path, "its size cannot be told: " + Native.explain(size));
    }
    return size;
  }

  /** Changes whenever the file's size or its time of modification does: a system call. */
  long stamp() {
    return replica != null ? 0 : FileStatus.of(this).stamp();
  }

  /**
   * Refuses to go on if the path leads to another file by now. Where it leads to none, this is the
   * file.
   *
   * @throws MovedException if it does
   */
  void requireInPlace() {
    FileStatus there = FileStatus.of(path);
    if (there != null && !there.isSameFile(FileStatus.of(this))) {
      throw new MovedException(this);
    }
  }

  /** The mapping, in which offsets are those of the file. Lives until {@link #close}. */
  MemorySegment mapping() {
    return mapping;
  }

  /** Sees to it that offsets below this one lie in the mapping. */
  void ensureMapped(long end) {
    if (mapping.byteSize() < end || mapping.byteSize() == 0) {
      map(end);
    }
  }

  /** Whether the system reads more than is touched, for this mapping and those to come. */
  synchronized void setReadAhead(boolean on) {
    readsAhead = on;
    Native.madvise(mapping, on ? Native.MADV_NORMAL : Native.MADV_RANDOM);
  }

  byte get(long offset) {
    return mapping.get(JAVA_BYTE, offset);
  }

  byte getVolatile(long offset) {
    return (byte) BYTE_ACCESS.getVolatile(mapping, offset);
  }

  /** Eight bytes at a multiple of eight. */
  long getLongVolatile(long offset) {
    return (long) LONG_ACCESS.getVolatile(mapping, offset);
  }

  /**
   * Whether the file still reaches to the end of a frame, and nothing that was read since lay
   * behind its end. No frame ends in a zero, and what was cut off reads as zeros as far as its page
   * goes, or wherever a writer who did not know has made the file longer again.
   */
  boolean reaches(long end) {
    try {
      byte last = getVolatile(end - 1);
      Faults.tell();
      return last != 0;
    } catch (InternalError e) {
      return false;
    } catch (IllegalStateException e) {
      return true; // the file was closed: nobody can tell any more
    }
  }

  @Override
  public void write(long offset, MemorySegment bytes) {
    long done = 0;
    while (done < bytes.byteSize()) {
      long written = Native.pwrite(fd(), bytes.asSlice(done), offset + done);
      if (written == -Native.EINTR) {
        continue;
      }
      if (written <= 0) {
        throw notWritten(offset + done, bytes.byteSize() - done, written);
      }
      done += written;
    }
  }

  @Override
  public long copy(int from, long fromOffset, long offset, long byteCount) {
    long copied = Holes.copy(from, fromOffset, fd(), offset, byteCount);
    if (NoSpaceException.isCause(copied)) {
      throw NoSpaceException.of(path, offset, byteCount, copied);
    }
    return copied;
  }

  private MmapDictException notWritten(long offset, long bytes, long negated) {
    if (NoSpaceException.isCause(negated)) {
      return NoSpaceException.of(path, offset, bytes, negated);
    }
    String what = "cannot write " + bytes + " bytes: " + Native.explain(negated);
    return new MmapDictException(path, offset, what + "; nothing of what was there is lost");
  }

  @Override
  public boolean allocate(long offset, long byteCount) {
    int result = Native.fallocate(fd(), 0, offset, byteCount);
    if (NoSpaceException.isCause(result)) {
      throw NoSpaceException.of(path, offset, byteCount, result);
    }
    return result >= 0;
  }

  /** Where the file system has no holes, the blocks stay. */
  @Override
  public void release(long offset, long byteCount) {
    Native.fallocate(fd(), Native.PUNCH_HOLE, offset, byteCount);
  }

  /**
   * What was stored before is seen before this. A fence and a plain store, which the processor does
   * at once: of a store with release, which the interpreter does by xchg, the JVM does not know the
   * instruction where the file was cut, and dies.
   */
  @Override
  public void storeByte(long offset, byte value) {
    ensureMapped(offset + Byte.BYTES);
    VarHandle.releaseFence();
    mapping.set(JAVA_BYTE, offset, value);
  }

  @Override
  public void storeShort(long offset, short value) {
    ensureMapped(offset + Short.BYTES);
    VarHandle.releaseFence();
    mapping.set(SHORT, offset, value);
  }

  @Override
  public void storeLong(long offset, long value) {
    ensureMapped(offset + Long.BYTES);
    VarHandle.releaseFence();
    mapping.set(LONG, offset, value);
  }

  @Override
  public void sync() {
    int result = Native.fdatasync(fd());
    if (result < 0) {
      throw new MmapDictException(
          path, "the disk does not take what was written: " + Native.explain(result));
    }
  }

  /**
   * Unmaps and closes. Every segment handed out throws from now on. Waits for system calls that
   * read one, such as a put of it into another map. Not for two threads at once.
   */
  @Override
  public void close() {
    if (!closed) {
      if (replica != null) {
        replica.end();
      }
      pinned.close();
      unmap(arena);
      closed = true; // so that no private mapping is added
      privates.close();
      Native.close(fd);
    }
  }

  /** Closes an arena, once no system call has one of its segments. */
  static void unmap(Arena arena) {
    while (!isUnmapped(arena)) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static boolean isUnmapped(Arena arena) {
    try {
      arena.close();
    } catch (IllegalStateException e) {
      return !arena.scope().isAlive();
    }
    return true;
  }

  @SuppressWarnings("restricted")
  private synchronized void map(long end) {
    if (mapping.byteSize() >= end && mapping.byteSize() > 0) {
      return;
    }
    MemorySegment mapped =
        mapBy(length -> Native.mmap(fd(), length, writable), rangeBytes, end)
            .reinterpret(arena, Native::munmap);
    if (!readsAhead) {
      Native.madvise(mapped, Native.MADV_RANDOM);
    }
    // Without this a write through a value of a read-only file would kill the JVM.
    mapping = writable ? mapped : mapped.asReadOnly();
  }

  /**
   * The file mapped once more, copy-on-write: what is stored there nobody else sees. It reaches to
   * an offset at least, and lives as long as a segment of it is reachable, or until {@link #close}.
   */
  MemorySegment mapPrivate(long end) {
    long usual = Math.min(rangeBytes, PRIVATE_RANGE_BYTES);
    return privates.add(() -> mapBy(length -> Native.mmapPrivate(fd(), length), usual, end));
  }

  /**
   * Maps as much as the system grants, for good.
   *
   * @param mmap of a length, which gives the address
   * @param usual how many addresses to ask for where that is enough
   */
  @SuppressWarnings("restricted")
  private MemorySegment mapBy(LongUnaryOperator mmap, long usual, long end) {
    long length = usual;
    while (length < end) {
      length *= 2;
    }
    long address = mmap.applyAsLong(length);
    while (address < 0 && length / 2 >= Math.max(end, LEAST_RANGE_BYTES)) {
      length /= 2;
      address = mmap.applyAsLong(length);
    }
    if (address < 0) {
      throw new MmapDictException(
          path, "cannot map " + length + " bytes: " + Native.explain(address));
    }
    return MemorySegment.ofAddress(address).reinterpret(length);
  }

  private static String explainOpen(boolean writable, int negated) {
    return switch (-negated) {
      case Native.ENOENT ->
          "there is no such file; OpenMode.CREATE makes one where the folder exists";
      case Native.EACCES, Native.EROFS ->
          Native.explain(negated)
              + (writable ? "; OpenMode.READ_ONLY needs no right to write" : "");
      default -> Native.explain(negated);
    };
  }
}
