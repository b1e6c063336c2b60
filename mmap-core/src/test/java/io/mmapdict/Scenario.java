package io.mmapdict;

import io.mmapdict.Recording.Kind;
import io.mmapdict.Recording.Step;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Calls that change a real file, to be recorded.
 *
 * @param start makes the file
 * @param calls change it
 */
record Scenario(String name, Start start, Consumer<Play> calls) {
  /** Makes a file. */
  @FunctionalInterface
  interface Start {
    void make(Path file) throws IOException;
  }

  /**
   * What came of it.
   *
   * @param before the file
   * @param maps what it held before, and after each call that has returned, as text
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Recorded(byte[] before, List<Step> steps, List<String> maps) {
    /** The file as a process leaves it that is killed before a step. */
    byte[] killedBefore(int step) {
      byte[] file = before;
      for (Step done : steps.subList(0, step)) {
        file = done.on(file, done.bytes().length);
      }
      return file;
    }

    /** Which step is the first commit of an entry. */
    int firstCommit() {
      for (int i = 0; i < steps.size(); i++) {
        if (steps.get(i).kind() == Kind.STORE && steps.get(i).bytes().length == Short.BYTES) {
          return i;
        }
      }
      throw new AssertionError("nothing was committed");
    }
  }

  /** The handles that change the file, and the map it holds after each call. */
  static final class Play {
    private final Path file;
    private final Durability durability;
    private final Recording recording = new Recording();
    private final Map<String, Object> model;
    private final List<String> maps = new ArrayList<>();
    private final List<MmapDict> handles = new ArrayList<>();

    private Play(Path file, Durability durability) {
      this.file = file;
      this.durability = durability;
      try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
        model = new TreeMap<>(dict);
      }
      maps.add(PythonStates.text(model));
    }

    /** Another handle. */
    MmapDict open() {
      handles.add(recording.open(file, durability));
      return handles.getLast();
    }

    /** A new handle does something, and so does the map that is expected. */
    void call(Consumer<Map<String, Object>> change) {
      change.accept(open());
      returned(change);
    }

    /** A call has returned, from which this came. */
    void returned(Consumer<Map<String, Object>> change) {
      change.accept(model);
      maps.add(PythonStates.text(model));
      recording.acknowledge();
    }

    /** The index is written. */
    void keepIndex() {
      OpenFile open = recording.openFile(file, durability);
      if (!open.keeper.keep()) {
        throw new AssertionError("no index was written");
      }
      open.close();
    }
  }

  /** Makes a file and changes it. */
  Recorded record(Path file, Durability durability) throws IOException {
    Files.deleteIfExists(file);
    start.make(file);
    byte[] before = Files.readAllBytes(file);
    Play play = new Play(file, durability);
    calls.accept(play);
    play.returned(nothing -> {});
    play.handles.forEach(MmapDict::close);
    return new Recorded(before, play.recording.steps(), List.copyOf(play.maps));
  }

  /** A file of ours with some entries. */
  static Start of(Consumer<MmapDict> entries) {
    return file -> {
      try (MmapDict dict = MmapDict.open(file)) {
        entries.accept(dict);
      }
    };
  }

  /** A file of bytes. */
  static Start of(byte[] bytes) {
    return file -> Files.write(file, bytes);
  }

  /** The same file with its last entry in the care of another process. */
  static byte[] ownedBy(long process, byte[] state, Path scratch) throws IOException {
    Files.write(scratch, state);
    EntryInfo last;
    try (MmapDict dict = MmapDict.open(scratch, OpenMode.READ_ONLY)) {
      last = dict.entries().getLast();
    }
    byte[] owned = state.clone();
    ByteBuffer.wrap(owned)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(
            (int) (last.offset() + last.length()) - FileLayout.MEMO_MAX_FROM_END, (int) -process);
    return owned;
  }

  @Override
  public String toString() {
    return name;
  }
}
