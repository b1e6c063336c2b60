package io.mmapdict;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Checks a file and repairs it. Takes any file, those too that {@link MmapDict#open} refuses. Safe
 * for use by many threads.
 */
public final class FileCheck {
  private FileCheck() {}

  /**
   * Checks every frame of a file, every opcode of every entry, dead ones too, and every value with
   * the installed {@linkplain io.mmapdict.pickle.Codecs codecs}: that an array's payload fits its
   * shape, for one; and the index in the file against them. Time goes with the size of the file
   * without its arrays, memory with its largest value that is no array and with the number of keys.
   *
   * <p>Changes nothing and needs no right to write. Takes no lock, as readers do; a file that does
   * not look sound is checked once more while nobody writes, so that a change that is half-way is
   * never called damage. Notes on a file that others change may be of the moment.
   *
   * @throws MmapDictException if the file cannot be opened or is no regular file
   */
  public static CheckReport of(Path path) {
    return Position.watched(null, position -> of(path, position));
  }

  /**
   * The same, watched.
   *
   * @param progress told now and then, in the calling thread and without any lock
   */
  public static CheckReport of(Path path, Progress progress) {
    return Position.watched(progress, position -> of(path, position));
  }

  private static CheckReport of(Path path, Position position) {
    try (FileHandle file =
        FileHandle.open(path.toAbsolutePath(), false, FileHandle.USUAL_RANGE_BYTES)) {
      CheckReport report = withoutLock(file, position);
      if (report != null && report.isSound()) {
        return report;
      }
      try (FileLock.Held _ = new FileLock(file).shared()) {
        return CheckRun.over(file, position).report();
      } catch (InternalError e) {
        throw new FileCutException(file.path(), e);
      }
    }
  }

  /**
   * Makes a damaged file whole: writes every whole entry that counts into a new file, checks that,
   * and puts it in the place of the damaged one, which stays beside it under a name of its own with
   * all its bytes. A kill at any moment leaves the one or the other in place, and nothing is lost.
   * A sound file is left as it is, and so is one whose structure is sound where only values cannot
   * be read.
   *
   * <p>Nothing is guessed: an entry is taken if its frame, key, opcodes and trailer are whole, and
   * not otherwise. Dead entries, reservations that were never finished and what was never committed
   * stay behind in the damaged file. Handles that read the damaged file go on reading it. A process
   * of mmappickle that has the file open is not noticed, for it holds no lock between two calls.
   *
   * @return what was found, and where the damaged file is now
   * @throws MmapDictException if another handle may write to the file, it is no file of ours, bears
   *     several names (hard links), or the folder takes no new file; the file is as it was then
   */
  public static RepairReport repair(Path path) {
    return Position.watched(null, position -> FileRepair.of(path, position));
  }

  /**
   * The same, watched.
   *
   * @param progress told now and then, in the calling thread and without any lock: of the check,
   *     then of what is copied, then of the check of that. What it throws ends a repair that is not
   *     done yet, and the file is as it was then
   */
  public static RepairReport repair(Path path, Progress progress) {
    return Position.watched(progress, position -> FileRepair.of(path, position));
  }

  private static @Nullable CheckReport withoutLock(FileHandle file, Position position) {
    try {
      return CheckRun.over(file, position).report();
    } catch (InternalError e) {
      return null; // the file was cut meanwhile
    }
  }
}
