package io.mmapdict;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Copies what lives of a file to a new one beside it, which then takes its name. Under the file
 * lock. Until the name changes hands the file is as it was, whatever happens.
 */
final class Vacuum {
  private final OpenFile open;
  private final FileHandle file;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong total = new AtomicLong();
  private volatile boolean stopped;

  private Vacuum(OpenFile open) {
    this.open = open;
    this.file = open.file;
  }

  /**
   * Runs one.
   *
   * @param progress null if nobody wants to know
   * @throws MovedException if the file has moved already
   */
  static Savings run(OpenFile open, @Nullable Progress progress) {
    open.lock.requireNotHeld(); // another thread, which is waited for, is to take it
    Vacuum vacuum = new Vacuum(open);
    if (progress == null) {
      return vacuum.underLock();
    }
    return Observed.run(
        vacuum::underLock, () -> vacuum.tell(progress), () -> vacuum.stopped = true);
  }

  private void tell(Progress progress) {
    if (total.get() > 0) {
      progress.at(done.get(), total.get());
    }
  }

  private Savings underLock() {
    try (FileLock.Held _ = open.lock.exclusive()) {
      List<FileEntry> entries = liveEntries();
      FileStatus before = FileStatus.of(file);
      Path path = realPath(before);
      String computed = open.claims.freeze();
      if (computed != null) {
        throw refuse("key \"" + computed + "\" is just being computed; wait for that", null);
      }
      try {
        return Savings.between(before, replace(path, entries, before));
      } finally {
        open.claims.thaw();
      }
    }
  }

  /** Gives what is there now. */
  private FileStatus replace(Path path, List<FileEntry> entries, FileStatus before) {
    FileStatus after;
    try (Replacement made = Replacement.of(path, before, "vacuum")) {
      int number = FileLayout.nextCommitNumber(FileLayout.commitNumber(commitWord()));
      byte[] head = NewFile.head(number, Appender.newEpoch());
      FileHandle target = made.file();
      new LiveCopy(file, target, open.storeOf(target), this::copied).write(head, entries);
      made.sync();
      open.live.requireUncut(); // what was cut meanwhile may have been copied as zeros
      after = FileStatus.of(target);
      takePlace(made, path);
    } catch (IOException | RuntimeException | InternalError e) {
      if (e instanceof NoSpaceException full) {
        throw full.ofCopy(path, total.get());
      }
      throw refuse("the file is as it was: " + e.getMessage(), e);
    }
    NewFile.syncFolder(path.resolveSibling(""), Durability.POWER);
    return after;
  }

  /** Where the file lies behind all links, if it may be replaced there. */
  private Path realPath(FileStatus status) {
    long writer = Leases.otherWriter(file);
    if (writer != Leases.NOBODY) {
      throw refuse(Leases.holder(writer) + " may write to it; close it there first", null);
    }
    if (status.links() > 1) {
      throw refuse(
          "it has "
              + status.links()
              + " names (hard links), and the others would keep the old file",
          null);
    }
    Path path;
    try {
      path = file.path().toRealPath();
    } catch (IOException e) {
      throw refuse("it is no longer at its path; open it where it is now", e);
    }
    FileStatus there = FileStatus.of(path);
    if (there == null || !there.isSameFile(status)) {
      throw refuse("another file is at its path now; close it and open that one", null);
    }
    return path;
  }

  /** In file order, of each key the last. */
  private List<FileEntry> liveEntries() {
    Map<String, FileEntry> found = new HashMap<>();
    EntryState states = new EntryState(file);
    for (Frame.Whole frame : open.framesUnderLock()) {
      FileEntry entry = frame.entry();
      if (states.isHalfSwitched(entry)) {
        open.writer.finishSwitch(entry); // or mmappickle would not see it in the new file
      }
      if (frame.live()) {
        found.put(entry.rawKey(file.mapping()), entry);
      } else if (-frame.memoMax() == ProcessHandle.current().pid()
          && file.fills().areRunning()
          && !entry.key.equals(FileLayout.INDEX_KEY)) { // an index of what is moved is not missed
        // any other's owner is dead: no other handle may write
        throw refuse("key \"" + entry.key + "\" is just being written; wait for that", null);
      }
    }
    List<FileEntry> entries = new ArrayList<>(found.values());
    entries.sort(Comparator.comparingLong(entry -> entry.offset));
    total.set(entries.stream().mapToLong(entry -> entry.end - entry.offset).sum());
    return entries;
  }

  private void copied(long bytes) {
    done.addAndGet(bytes);
    if (stopped) {
      throw new CancellationException("stopped");
    }
  }

  /** From the mark on, whoever sees it waits for the lock and looks where the path leads. */
  private void takePlace(Replacement made, Path path) throws IOException {
    long word = commitWord();
    int fresh = FileLayout.nextCommitNumber(FileLayout.commitNumber(word));
    mark(word, FileLayout.movedCommitNumber(fresh));
    try {
      made.takePlace(path);
    } catch (IOException | RuntimeException e) {
      mark(word, FileLayout.nextCommitNumber(fresh));
      throw e;
    }
  }

  private void mark(long word, int number) {
    open.store.storeLong(FileLayout.COMMIT_WORD_OFFSET, FileLayout.withCommitNumber(word, number));
  }

  private long commitWord() {
    return file.getLongVolatile(FileLayout.COMMIT_WORD_OFFSET);
  }

  private MmapDictException refuse(String why, @Nullable Throwable cause) {
    return new MmapDictException(
        file.path(), null, MmapDictException.NO_OFFSET, "not vacuumed: " + why, cause);
  }
}
