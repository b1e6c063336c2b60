package io.mmapdict;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * All that belongs to one opened file: its mapping, lock, index and writer. A {@link MmapDict} goes
 * on with another one when its file has moved; what was mapped here stays until {@link #close}.
 */
final class OpenFile {
  final FileHandle file;
  final FileLock lock;
  final LiveIndex live;
  final Writer writer;
  final Values values;
  final Updates updates;

  /**
   * How to open a file, and to open it again.
   *
   * @param path absolute
   * @param tap sees every change on its way into the file
   * @param rangeBytes how many addresses to map at first
   */
  record How(
      Path path, OpenMode mode, Durability durability, UnaryOperator<Store> tap, long rangeBytes) {}

  private OpenFile(How how, FileHandle file) {
    this.file = file;
    this.lock = new FileLock(file);
    this.live = new LiveIndex(file, lock);
    Appender appender = new Appender(how.tap.apply(file), how.durability, file.arena());
    this.writer = new Writer(file, lock, live, appender);
    this.values = new Values(file, live);
    this.updates = new Updates(live, values, writer);
  }

  /**
   * Opens a file, and makes it where there is none and the mode says so.
   *
   * @throws MmapDictException if the file cannot be opened or is none of ours; it is unchanged then
   */
  static OpenFile open(How how) {
    Path path = how.path;
    if (how.mode == OpenMode.CREATE && Files.notExists(path)) {
      NewFile.create(path, how.durability);
    }
    FileHandle file = FileHandle.open(path, how.mode != OpenMode.READ_ONLY, how.rangeBytes);
    try {
      Header.check(path, file.mapping(), file.size());
      OpenFile open = new OpenFile(how, file);
      open.live.current();
      if (file.writable()) {
        open.writer.recover();
      }
      return open;
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Closes the file and ends the life of every value mapped from it. May be called again. */
  void close() {
    lock.withoutWriters(live::close);
  }
}
