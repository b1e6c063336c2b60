package io.mmapdict;

import io.mmapdict.Finding.Severity;
import io.mmapdict.pickle.Codecs;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.spi.NotHeldException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One check of one file as it is now: collects what is found. */
final class CheckRun implements FrameWalk.Visitor {
  private final Path path;
  private final MemorySegment file;
  private final long size;
  private final Position position;
  private final Codecs codecs = Codecs.installed();
  private final List<Finding> findings = new ArrayList<>();

  /** The entry that counts of each key, by {@link FileEntry#rawKey}, in the order of the file. */
  private final Map<String, FileEntry> latest = new LinkedHashMap<>();

  private boolean headerWhole;
  private boolean damaged;
  private boolean hasEpoch;
  private boolean behindDamage;
  private long live;
  private long liveBytes;
  private long dead;
  private long deadBytes;
  private long tailBytes;

  private CheckRun(Path path, MemorySegment file, long size, Position position) {
    this.path = path;
    this.file = file;
    this.size = size;
    this.position = position;
  }

  /**
   * Checks a file, all of which is mapped.
   *
   * @param position is told how far
   */
  static CheckRun over(FileHandle handle, Position position) {
    long size = handle.size();
    handle.ensureMapped(size);
    CheckRun run = new CheckRun(handle.path(), handle.mapping(), size, position);
    position.begin(size);
    run.header();
    FrameWalk.over(run.file, size, run);
    if (!run.damaged) {
      run.index(IndexCheck.of(handle, size, run.latest.values()));
    }
    position.at(size);
    return run;
  }

  CheckReport report() {
    findings.sort(Comparator.comparingLong(Finding::offset));
    return new CheckReport(
        path,
        size,
        size < FileLayout.HEADER_BYTES ? 0 : commitNumber(),
        hasEpoch,
        live,
        liveBytes,
        dead,
        deadBytes,
        tailBytes,
        findings);
  }

  /** Whether the header is one of ours. */
  boolean isHeaderWhole() {
    return headerWhole;
  }

  /** Whether the file's structure is damaged, not only a value that stands well in it. */
  boolean isDamaged() {
    return damaged;
  }

  /** Whether any entry is whole. */
  boolean hasEntries() {
    return live + dead > 0;
  }

  /** The live entry of each key, in the order of the file. */
  Collection<FileEntry> latest() {
    return latest.values();
  }

  @Override
  public void entry(Frame.Whole found) {
    FileEntry entry = found.entry();
    position.at(entry.offset);
    if (behindDamage) {
      behindDamage = false;
      note(entry.offset, entry.key, "found behind the damage: whole entries follow from here on");
    }
    hasEpoch |= found.epochOffset() != 0;
    if (found.live()) {
      live++;
      liveBytes += entry.end - entry.offset;
      enter(entry);
    } else {
      dead++;
      deadBytes += entry.end - entry.offset;
    }
    if (entry.switched) {
      valid(entry, found.live());
    }
    if (found.memoMax() < 0 && !(entry.switched && found.live())) {
      owner(found);
    }
    if (!found.live() && entry.key.equals(FileLayout.SHIM_KEY)) {
      if (found.epochOffset() == 0) {
        note(entry.offset, entry.key, "bears the shim's key, but does not end where a shim ends");
      }
      return;
    }
    if ((found.live() || !entry.key.equals(FileLayout.TAIL_KEY)) && !Switch.isOff(file, entry)) {
      value(entry);
    }
  }

  @Override
  public void damage(long offset, @Nullable String key, String what) {
    damaged = true;
    findings.add(new Finding(Severity.DAMAGE, offset, key, what));
  }

  @Override
  public void skipped(long from, long to) {
    behindDamage = true;
    Finding last = findings.removeLast();
    findings.add(
        new Finding(
            last.severity(),
            last.offset(),
            last.key(),
            last.what() + "; bytes " + from + " to " + (to - 1) + " are in no whole entry"));
  }

  @Override
  public void terminator(long offset) {
    long end = offset + FileLayout.TERMINATOR_BYTES;
    tailBytes = size - end;
    if (tailBytes > 0) {
      note(
          end,
          null,
          tailBytes + " bytes behind the terminator were never committed; readers ignore them");
    }
  }

  private void header() {
    if (size < FileLayout.HEADER_BYTES) {
      damage(
          size, null, "the file ends inside its header of " + FileLayout.HEADER_BYTES + " bytes");
      return;
    }
    byte[] found = FileLayout.headerOf(file);
    byte[] expected = FileLayout.header(commitNumber());
    for (int i = 0; i < found.length; i++) {
      if (found[i] != expected[i]) {
        damage(
            i,
            null,
            "the header is %02x here, expected %02x"
                .formatted(found[i] & 0xff, expected[i] & 0xff));
        return;
      }
    }
    headerWhole = true;
    if (commitNumber() < 0) {
      note(
          FileLayout.COMMIT_NUMBER_OFFSET,
          null,
          "the commit number is "
              + commitNumber()
              + ": the file was moved while it was vacuumed, or the vacuum died");
    }
  }

  private void index(@Nullable Finding found) {
    if (found != null) {
      damaged = true; // a repair leaves the index behind
      findings.add(found);
    }
  }

  private int commitNumber() {
    return FileLayout.i32(file, FileLayout.COMMIT_NUMBER_OFFSET);
  }

  private void enter(FileEntry entry) {
    FileEntry before = latest.remove(entry.rawKey(file));
    latest.put(entry.rawKey(file), entry);
    if (before != null) {
      note(
          before.offset,
          before.key,
          "a later entry at " + entry.offset + " bears this key, too, and counts");
    }
  }

  private void owner(Frame.Whole found) {
    long owner = -(long) found.memoMax();
    boolean lives = ProcessHandle.of(owner).isPresent();
    note(
        found.entry().memoMaxOffset(),
        found.entry().key,
        "reserved by process "
            + owner
            + (lives ? ", which is filling it" : ", which is gone: it was never finished"));
  }

  /** Whether the valid byte says what the switch in front of the value does. */
  private void valid(FileEntry entry, boolean live) {
    byte valid = file.get(ValueLayout.JAVA_BYTE, entry.validOffset());
    if (Switch.isOff(file, entry) && valid == FileLayout.DEAD) {
      damage(
          entry.validOffset(),
          entry.key,
          "the entry is switched off in front of its value, and its valid byte is 30, expected 4e:"
              + " Python drops what stands before the entry");
    } else if (live != (valid == FileLayout.LIVE)) {
      note(
          entry.validOffset(),
          entry.key,
          "somebody was killed while he switched the entry; mmappickle sees it "
              + (live ? "switched off" : "switched on"));
    }
  }

  /** Python builds the values of dead entries, too, before it drops them. */
  private void value(FileEntry entry) {
    try {
      codecs.decode(file, entry.valueOffset, entry.valueEnd());
    } catch (NotHeldException e) {
      note(e.offset(), entry.key, "only the opcodes are checked: " + e.getMessage());
    } catch (PickleException e) {
      long offset = e.offset() < 0 ? entry.valueOffset : e.offset();
      findings.add(
          new Finding(
              Severity.DAMAGE, offset, entry.key, "the value cannot be read: " + e.getMessage()));
    } catch (OutOfMemoryError e) {
      // It is one allocation that failed, for a value that is no view: get would fail as well.
      note(
          entry.valueOffset,
          entry.key,
          "not all of it is checked: the value needs more memory than Java may take");
    }
  }

  private void note(long offset, @Nullable String key, String what) {
    findings.add(new Finding(Severity.NOTE, offset, key, what));
  }
}
