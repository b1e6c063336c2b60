package io.mmapdict;

import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * A change on its way to Java's flight recorder: begun before the file lock is waited for, told by
 * {@link #close} when it has been given back, if anything was committed. Costs nothing where nobody
 * records.
 */
final class Commit implements AutoCloseable {
  private static final Commit UNSEEN = new Commit(null);

  private final @Nullable CommitEvent event;
  private long waitingSince;
  private boolean made;

  private Commit(@Nullable CommitEvent event) {
    this.event = event;
  }

  static Commit begin() {
    // The event is not touched in vain: the recorder's share in loading its class is 0.3 s.
    return FlightRecorder.isInitialized() ? recorded() : UNSEEN;
  }

  private static Commit recorded() {
    CommitEvent event = new CommitEvent();
    if (!event.isEnabled()) {
      return UNSEEN;
    }
    event.begin();
    Commit commit = new Commit(event);
    commit.waits();
    return commit;
  }

  /** The file lock is waited for, once more: the first time it is from the beginning on. */
  void waits() {
    if (event != null) {
      waitingSince = System.nanoTime();
    }
  }

  /** The file lock is held. */
  void locked() {
    if (event != null) {
      event.lockWait += System.nanoTime() - waitingSince;
    }
  }

  /** Entries were put: everybody sees them. Under the file lock. */
  void put(FileHandle file, String firstKey, int entries, long offset, long end) {
    if (event != null) {
      end(file, firstKey, entries, offset, end);
    }
  }

  /** An entry was removed: nobody sees it any more. Under the file lock. */
  void removed(FileHandle file, FileEntry entry) {
    if (event != null) {
      end(file, entry.key, 0, entry.offset, entry.end);
    }
  }

  private void end(FileHandle file, String key, int entries, long offset, long end) {
    event.end();
    event.file = file.path().toString();
    event.key = key;
    event.entries = entries;
    event.offset = offset;
    event.bytes = end - offset;
    event.commitNumber =
        FileLayout.commitNumber(file.getLongVolatile(FileLayout.COMMIT_WORD_OFFSET));
    made = true;
  }

  /** Without the file lock. */
  @Override
  public void close() {
    if (made) {
      event.commit();
    }
  }
}
