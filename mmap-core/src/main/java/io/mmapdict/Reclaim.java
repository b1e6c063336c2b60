package io.mmapdict;

import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PickleScanner;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives the blocks of dead byte strings back to the disk: they read as zeros then, which are a byte
 * string as good as any, so the pickle stays whole at every moment. Under the file lock.
 */
final class Reclaim {

  /** With more entries than this, all of the file is synced instead of the page of each. */
  private static final int MOST_PAGES_SYNCED = 100;

  private final OpenFile open;
  private final FileHandle file;

  private Reclaim(OpenFile open) {
    this.open = open;
    this.file = open.file;
  }

  /**
   * Whole pages inside a dead entry.
   *
   * @param start of the first
   * @param bytes of all of them
   */
  private record Hole(FileEntry entry, long start, long bytes) {}

  /**
   * Reclaims what can be.
   *
   * @throws MovedException if the file has moved
   */
  static Savings run(OpenFile open) {
    return new Reclaim(open).underLock();
  }

  private Savings underLock() {
    try (FileLock.Held _ = open.lock.exclusive()) {
      List<Frame.Whole> frames = open.framesUnderLock();
      long other = Leases.other(file);
      if (other != Leases.NOBODY) {
        throw refuse(
            Leases.holder(other) + " has it open and may look at removed values; close it there");
      }
      FileStatus before = FileStatus.of(file);
      List<Hole> holes = new ArrayList<>();
      for (Frame.Whole frame : frames) {
        boolean filled =
            -frame.memoMax() == ProcessHandle.current().pid() && file.fills().areRunning();
        if (!frame.live() && !filled && !frame.entry().key.equals(FileLayout.INDEX_KEY)) {
          holes.addAll(holes(frame.entry()));
        }
      }
      syncDeletions(holes);
      holes.forEach(this::punch);
      return Savings.between(before, FileStatus.of(file));
    }
  }

  /**
   * The byte strings of an entry. Where it calls something, the bytearrays only: those are data
   * that anybody may change, while bytes may be what the call takes apart, and Python makes the
   * call although the entry is dead.
   */
  private List<Hole> holes(FileEntry entry) {
    List<Hole> bytes = new ArrayList<>();
    List<Hole> bytearrays = new ArrayList<>();
    boolean calls = false;
    try {
      PickleScanner scanner =
          new PickleScanner(file.mapping(), entry.valueOffset, entry.valueEnd());
      while (scanner.next()) {
        switch (scanner.opcode()) {
          case BYTEARRAY8 -> addPages(bytearrays, entry, scanner);
          case BINBYTES, BINBYTES8 -> addPages(bytes, entry, scanner);
          case GLOBAL,
              STACK_GLOBAL,
              INST,
              OBJ,
              REDUCE,
              BUILD,
              NEWOBJ,
              NEWOBJ_EX,
              EXT1,
              EXT2,
              EXT4 ->
              calls = true;
          default -> {}
        }
      }
    } catch (PickleException e) {
      return unread(entry);
    }
    if (!calls) {
      bytearrays.addAll(bytes);
    }
    return bytearrays;
  }

  /** What is no value: of one that was never written all, if a switch hides it, else nothing. */
  private List<Hole> unread(FileEntry entry) {
    List<Hole> holes = new ArrayList<>();
    if (Switch.isOff(file.mapping(), entry)) {
      addPages(holes, entry, entry.valueOffset, entry.valueEnd());
    }
    return holes;
  }

  private static void addPages(List<Hole> holes, FileEntry entry, PickleScanner scanner) {
    long start = scanner.argumentOffset();
    addPages(holes, entry, start, start + scanner.argumentBytes());
  }

  private static void addPages(List<Hole> holes, FileEntry entry, long from, long to) {
    long start = Math.ceilDiv(from, FileLayout.PAGE_BYTES) * FileLayout.PAGE_BYTES;
    long end = to / FileLayout.PAGE_BYTES * FileLayout.PAGE_BYTES;
    if (start < end) {
      holes.add(new Hole(entry, start, end - start));
    }
  }

  /** Else a power cut might bring an entry back to life, but not its bytes. */
  private void syncDeletions(List<Hole> holes) {
    if (holes.size() > MOST_PAGES_SYNCED) {
      file.sync();
      return;
    }
    for (Hole hole : holes) {
      syncPage(hole.entry.validOffset());
      if (hole.entry.switched) {
        syncPage(hole.entry.switchOffset());
      }
    }
  }

  private void syncPage(long offset) {
    long page = offset / FileLayout.PAGE_BYTES * FileLayout.PAGE_BYTES;
    int result = Native.msync(file.mapping().asSlice(page, FileLayout.PAGE_BYTES));
    if (result < 0) {
      throw refuse("the disk does not take what was written: " + Native.explain(result));
    }
  }

  private void punch(Hole hole) {
    int result = Native.fallocate(file.fd(), Native.PUNCH_HOLE, hole.start, hole.bytes);
    if (result == -Native.EOPNOTSUPP) {
      throw refuse("its file system knows no holes; use vacuum");
    }
    if (result < 0) {
      throw refuse(Native.explain(result));
    }
  }

  private MmapDictException refuse(String why) {
    return new MmapDictException(file.path(), "not reclaimed: " + why);
  }
}
