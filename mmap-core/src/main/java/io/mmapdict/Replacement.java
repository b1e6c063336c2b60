package io.mmapdict;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A new file beside another one, whose place it is to take; deleted if it does not get there. Who
 * makes it holds the other one's lock: of two nobody makes the same.
 */
final class Replacement implements AutoCloseable {
  private static final int PRIVATE = 0600; // until it gets the mode of the other one

  private final Path beside;
  private final FileHandle file;

  private Replacement(Path beside, FileHandle file) {
    this.beside = beside;
    this.file = file;
  }

  /**
   * An empty one, with the owner, the group and the mode of the other one.
   *
   * @param purpose stands in its name, as does the other one's inode: what a killed process left is
   *     found by it, and goes
   * @throws IOException if the folder takes no file, or the owner cannot be kept
   */
  static Replacement of(Path path, FileStatus old, String purpose) throws IOException {
    String name = ".mmapdict-" + purpose + "-" + Long.toHexString(old.inode());
    Path beside = path.resolveSibling(name);
    Files.deleteIfExists(beside);
    int flags = Native.O_RDWR | Native.O_CREAT | Native.O_EXCL | Native.O_CLOEXEC;
    int fd = Native.open(beside.toString(), flags, PRIVATE);
    if (fd < 0) {
      throw new IOException("no new file can be made beside it: " + Native.explain(fd));
    }
    Native.close(fd);
    Replacement made = new Replacement(beside, opened(beside));
    try {
      made.keepOwner(old);
      return made;
    } catch (IOException | RuntimeException e) {
      made.close();
      throw e;
    }
  }

  /** Where the file system is none to be written on, nothing is left there. */
  private static FileHandle opened(Path beside) {
    try {
      return FileHandle.open(beside, true, 1);
    } catch (RuntimeException e) {
      NewFile.delete(beside);
      throw e;
    }
  }

  private void keepOwner(FileStatus old) throws IOException {
    FileStatus made = FileStatus.of(file);
    if (made.owner() != old.owner()) {
      Files.setAttribute(beside, "unix:uid", old.owner());
    }
    if (made.group() != old.group()) {
      Files.setAttribute(beside, "unix:gid", old.group());
    }
    Files.setAttribute(beside, "unix:mode", old.mode()); // last: a new owner takes bits away
  }

  /** The new file, to be written. Lives until this is closed. */
  FileHandle file() {
    return file;
  }

  /** Waits until all of it is on the disk. */
  void sync() throws IOException {
    int result = Native.fsync(file.fd());
    if (result < 0) {
      throw new IOException("the disk does not take the new one: " + Native.explain(result));
    }
  }

  /** Gives it the name of the other one, which is gone from there in the same moment. */
  void takePlace(Path path) throws IOException {
    Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() {
    file.close();
    NewFile.delete(beside); // not there any more where it has taken the place
  }
}
