package io.mmapdict;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts a new file of the whole entries in the place of a damaged one. The damaged one is only read:
 * it gets a second name first, and loses its own by the rename that puts the new file there.
 */
final class FileRepair {
  private FileRepair() {}

  static RepairReport of(Path path, Position position) {
    Path real;
    try {
      real = path.toRealPath();
    } catch (IOException e) {
      throw new MmapDictException(path, "there is no such file");
    }
    try (FileHandle file = FileHandle.open(real, false, FileHandle.USUAL_RANGE_BYTES)) {
      lock(file);
      CheckRun run = CheckRun.over(file, position);
      CheckReport found = run.report();
      if (!run.isDamaged()) {
        return new RepairReport(found, null, 0);
      }
      refuseOthers(file, run);
      return new RepairReport(
          found, replace(real, file, run.latest(), position), run.latest().size());
    } catch (InternalError e) {
      throw new FileCutException(real, e);
    }
  }

  /** Held until the file is closed. Not waited for: who has it writes. */
  private static void lock(FileHandle file) {
    int result = Native.flock(file.fd(), Native.LOCK_EX | Native.LOCK_NB);
    if (result == -Native.EAGAIN) {
      throw new MmapDictException(
          file.path(), "another process has it locked; repair it when that one is done");
    }
    if (result < 0) {
      throw new MmapDictException(file.path(), "cannot be locked: " + Native.explain(result));
    }
  }

  private static void refuseOthers(FileHandle file, CheckRun run) {
    Path path = file.path();
    long size = file.size();
    if (size >= FileLayout.HEADER_BYTES) {
      byte[] header = FileLayout.headerOf(file.mapping());
      int version = FileLayout.version(header);
      if (FileLayout.isHeader(header) && version != FileLayout.VERSION) {
        throw new MmapDictException(
            path,
            FileLayout.VERSION_OFFSET,
            "written in version " + version + " of the format; repair it with a newer program");
      }
    }
    if (!run.isHeaderWhole() && !run.hasEntries()) {
      throw new MmapDictException(
          path, 0, "it has neither a header nor a whole entry of ours; nothing can be repaired");
    }
    FileStatus status = FileStatus.of(file);
    if (status.links() > (secondName(path, status) == null ? 1 : 2)) {
      throw new MmapDictException(
          path,
          "it has "
              + status.links()
              + " names (hard links), and the repair would part them; copy it and repair the copy");
    }
    FileStatus there = FileStatus.of(path);
    if (there == null || !there.isSameFile(status)) {
      throw new MmapDictException(path, "another file is at its path now; repair that one");
    }
    long writer = Leases.otherWriter(file);
    if (writer != Leases.NOBODY) {
      throw new MmapDictException(
          path, Leases.holder(writer) + " may write to it; close it there, then repair it");
    }
  }

  /** Gives the damaged file's new name. */
  private static Path replace(
      Path path, FileHandle file, Collection<FileEntry> entries, Position position) {
    FileStatus damaged = FileStatus.of(file);
    try (Replacement made = Replacement.of(path, damaged, "repair")) {
      FileHandle whole = made.file();
      byte[] head = NewFile.head(FileLayout.FIRST_COMMIT_NUMBER, Appender.newEpoch());
      position.begin(entries.stream().mapToLong(entry -> entry.end - entry.offset).sum());
      new LiveCopy(file, whole, whole, position::more).write(head, List.copyOf(entries));
      CheckRun run = CheckRun.over(whole, position);
      if (run.isDamaged() || run.latest().size() != entries.size()) {
        throw new IllegalStateException(
            "the repaired file is not whole, " + path + " is as it was: " + run.report());
      }
      finishSwitches(whole, run.latest());
      made.sync();
      Path second = secondName(path, damaged);
      Path original = second == null ? link(path) : second;
      made.takePlace(path);
      NewFile.syncFolder(path.resolveSibling(""), Durability.POWER);
      return original;
    } catch (NoSpaceException e) {
      throw e.ofCopy(path, entries.stream().mapToLong(entry -> entry.end - entry.offset).sum());
    } catch (IOException | UnsupportedOperationException e) {
      throw new MmapDictException(
          path,
          null,
          MmapDictException.NO_OFFSET,
          "the repaired file cannot take its place: " + e.getMessage(),
          e);
    }
  }

  /** What a killed writer half switched on or off, mmappickle would not see. */
  private static void finishSwitches(FileHandle whole, Collection<FileEntry> entries) {
    EntryState states = new EntryState(whole);
    Appender appender = new Appender(whole, Durability.PROCESS, whole.arena());
    for (FileEntry entry : entries) {
      if (states.isHalfSwitched(entry)) {
        appender.finishSwitch(entry, states.memoMax(entry));
      }
    }
  }

  /** The name that a repair gave to the damaged file before it was killed, or null. */
  private static @Nullable Path secondName(Path path, FileStatus damaged) {
    Path name = name(path, 1);
    for (int number = 2; Files.exists(name, LinkOption.NOFOLLOW_LINKS); number++) {
      FileStatus there = FileStatus.of(name);
      if (there != null && there.isSameFile(damaged) && !Files.isSymbolicLink(name)) {
        return name;
      }
      name = name(path, number);
    }
    return null;
  }

  private static Path link(Path path) throws IOException {
    Path name = name(path, 1);
    for (int number = 2; Files.exists(name, LinkOption.NOFOLLOW_LINKS); number++) {
      name = name(path, number);
    }
    return Files.createLink(name, path); // fails if the name was taken meanwhile
  }

  private static Path name(Path path, int number) {
    return path.resolveSibling(path.getFileName() + ".damaged" + (number == 1 ? "" : "-" + number));
  }
}
