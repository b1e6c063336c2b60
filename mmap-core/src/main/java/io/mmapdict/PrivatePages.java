package io.mmapdict;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.mmapdict.pickle.Opcode;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.pickle.PickleScanner;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the values of a file opened copy-on-write are decoded: in a mapping of their own. The file
 * is walked over in the shared one.
 *
 * <p>A page that was stored into here no longer shows what others write to the file. The pages in
 * the middle of a value are its own, but its first and its last may hold the end of an array that
 * was set here, and have been copied before the value was written. So its bytes there are copied
 * from the file when it is first asked for, and never again.
 *
 * <p>Of an array that grows the length may be newer than a page of elements that was set before. So
 * byte strings of less than a page, as lengths are, are copied then, too, and stay as they are.
 *
 * <p>Safe for use by many threads.
 */
final class PrivatePages {
  private final FileHandle file;
  private final EntryState states;
  private final long pageBytes = Native.pageBytes();

  /** Of entries that no index found. */
  private final Known others = new Known();

  /**
   * Where the values are that were asked for, of those that one index found. Once entries were
   * moved there is another index, and another mapping: this one goes with the last that has the
   * index, and its memory with the last array in it.
   */
  static final class Known {
    private final Map<Long, MemorySegment> byOffset = new ConcurrentHashMap<>();
    private MemorySegment newest = MemorySegment.NULL;
  }

  private record Part(long start, long end) {}

  PrivatePages(FileHandle file) {
    this.file = file;
    this.states = new EntryState(file);
  }

  /**
   * The mapping to decode an entry's value in, always the same one; offsets are those of the file.
   *
   * @throws PickleException if the value is damaged, or was moved meanwhile
   */
  MemorySegment of(FileEntry entry) {
    Index index = entry.index();
    Known known = index == null ? others : index.privatePages;
    MemorySegment before = known.byOffset.get(entry.offset);
    return before == null ? begin(entry, known) : before;
  }

  private synchronized MemorySegment begin(FileEntry entry, Known known) {
    MemorySegment before = known.byOffset.get(entry.offset);
    if (before != null) {
      return before; // another thread was first, and may have set elements
    }
    List<Part> byteStrings = byteStrings(entry);
    MemorySegment pages = byteStrings.isEmpty() ? file.mapping() : pagesUpTo(entry.end, known);
    if (!byteStrings.isEmpty()) {
      copyWhatIsShared(entry, byteStrings, pages);
    }
    if (!states.isInPlace(entry)) {
      throw new PickleException(
          "mmappickle's vacuum has moved it meanwhile", PickleException.NO_OFFSET);
    }
    known.byOffset.put(entry.offset, pages);
    return pages;
  }

  private List<Part> byteStrings(FileEntry entry) {
    List<Part> found = new ArrayList<>();
    PickleScanner scanner = new PickleScanner(file.mapping(), entry.valueOffset, entry.valueEnd());
    while (scanner.next()) {
      Opcode opcode = scanner.opcode();
      if (opcode == Opcode.BYTEARRAY8
          || opcode == Opcode.SHORT_BINBYTES
          || opcode == Opcode.BINBYTES
          || opcode == Opcode.BINBYTES8) {
        long start = scanner.argumentOffset();
        found.add(new Part(start, start + scanner.argumentBytes()));
      }
    }
    return found;
  }

  private MemorySegment pagesUpTo(long end, Known known) {
    if (known.newest.byteSize() < end) {
      known.newest = file.mapPrivate(end);
    }
    return known.newest;
  }

  /** From the start to the end, as a length stands in front of what it counts. */
  private void copyWhatIsShared(FileEntry entry, List<Part> byteStrings, MemorySegment pages) {
    long end = entry.valueEnd();
    long inner = Math.min(end, Math.ceilDiv(entry.valueOffset, pageBytes) * pageBytes);
    long lastPage = Math.max(inner, end / pageBytes * pageBytes);
    copy(entry.valueOffset, inner, pages);
    for (Part part : byteStrings) {
      if (part.end - part.start < pageBytes) {
        copy(Math.max(inner, part.start), Math.min(lastPage, part.end), pages);
      }
    }
    copy(lastPage, end, pages);
  }

  /** Eight bytes at a time where that can be: somebody may store a length there just now. */
  private void copy(long start, long end, MemorySegment pages) {
    long at = start;
    while (at < end) {
      if (at % Long.BYTES == 0 && end - at >= Long.BYTES) {
        pages.set(Little.LONG, at, file.getLongVolatile(at));
        at += Long.BYTES;
      } else {
        pages.set(JAVA_BYTE, at, file.getVolatile(at));
        at++;
      }
    }
  }
}
