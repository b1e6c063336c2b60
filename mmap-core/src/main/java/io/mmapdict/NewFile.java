package io.mmapdict;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes a new file: whole, beside its name, and then linked to it. Nobody ever sees a part of it,
 * and of several who make it at once one wins.
 */
final class NewFile {
  private static final int MODE = 0666; // less the umask

  private NewFile() {}

  /** Makes an empty file where there is none. */
  static void create(Path path, Durability durability) {
    Path folder = path.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new MmapDictException(path, "its folder does not exist; make it first");
    }
    long random = ThreadLocalRandom.current().nextLong() & Long.MAX_VALUE;
    Path beside = folder.resolve(".mmapdict-" + ProcessHandle.current().pid() + "-" + random);
    int flags = Native.O_RDWR | Native.O_CREAT | Native.O_EXCL | Native.O_CLOEXEC;
    int fd = Native.open(beside.toString(), flags, MODE);
    if (fd < 0) {
      throw new MmapDictException(path, "cannot be made: " + Native.explain(fd));
    }
    try {
      fill(path, fd, durability);
      Files.createLink(path, beside);
      syncFolder(folder, durability);
    } catch (FileAlreadyExistsException e) {
      return; // another process was first: its file is as good
    } catch (IOException | UnsupportedOperationException e) {
      throw new MmapDictException(
          path,
          null,
          MmapDictException.NO_OFFSET,
          "cannot be made: the file system refuses to link it to its name (" + e.getMessage() + ")",
          e);
    } finally {
      Native.close(fd);
      delete(beside);
    }
  }

  /** The bytes of an empty file: its head, terminator. */
  static byte[] bytes(long epoch) {
    byte[] head = head(FileLayout.FIRST_COMMIT_NUMBER, epoch);
    byte[] terminator = FileLayout.terminator();
    return ByteBuffer.allocate(head.length + terminator.length).put(head).put(terminator).array();
  }

  /** What a file starts with: header, shim. */
  static byte[] head(int commitNumber, long epoch) {
    byte[] key = FileLayout.shimKey();
    int frame = FileLayout.HEADER_BYTES;
    int value = frame + FileLayout.KEY + key.length;
    int end = (int) FileLayout.shimValueEnd(value) + FileLayout.TRAILER_BYTES;
    return ByteBuffer.allocate(end)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(FileLayout.header(commitNumber))
        .put(FileLayout.FRAME)
        .putLong(end - frame - FileLayout.KIND)
        .putShort(FileLayout.entryKind(key.length))
        .put(key)
        .put(FileLayout.shimValue(value, epoch))
        .put(Trailer.bytes(1, FileLayout.DEAD))
        .array();
  }

  private static void fill(Path path, int fd, Durability durability) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes(Appender.newEpoch()));
      long written = Native.pwrite(fd, bytes, 0);
      if (written != bytes.byteSize()) {
        long why = written < 0 ? written : -Native.ENOSPC; // a part was written
        if (NoSpaceException.isCause(why)) {
          throw NoSpaceException.of(path, 0, bytes.byteSize(), why);
        }
        throw new MmapDictException(
            path, "cannot be made, " + bytes.byteSize() + " bytes wanted: " + Native.explain(why));
      }
      sync(path, fd, durability);
    }
  }

  /** Sees to it that a name of the folder survives a power cut. */
  static void syncFolder(Path folder, Durability durability) {
    int fd = Native.open(folder.toString(), Native.O_RDONLY | Native.O_CLOEXEC, 0);
    if (fd >= 0) {
      try {
        sync(folder, fd, durability);
      } finally {
        Native.close(fd);
      }
    }
  }

  private static void sync(Path path, int fd, Durability durability) {
    int result = durability == Durability.POWER ? Native.fsync(fd) : 0;
    if (result < 0) {
      throw new MmapDictException(
          path, "the disk does not take what was written: " + Native.explain(result));
    }
  }

  /** Deletes what may not be there. */
  static void delete(Path beside) {
    try {
      Files.deleteIfExists(beside);
    } catch (IOException e) {
      throw new MmapDictException(
          beside,
          null,
          MmapDictException.NO_OFFSET,
          "left over and cannot be deleted (" + e.getMessage() + "); delete it",
          e);
    }
  }
}
