package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks at states of files: we, plain Python and the next writer must find the map that the calls
 * left that had returned by then, or what the call after them leaves; fsck finds nothing wrong.
 */
final class StateCheck implements AutoCloseable {
  private final Path folder;
  private final PythonStates python;
  private final List<String> expected = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  /** Whether the states of one file come in the order of time. */
  private final boolean inOrder;

  /** The next writer goes on from every so-manieth state, and from which one first. */
  private final int writerEvery;

  private final int writerFirst;

  private int seen;

  StateCheck(Path folder, boolean inOrder, int writerEvery, int writerFirst) throws IOException {
    this.folder = folder;
    this.python = new PythonStates(folder.resolve("states"));
    this.inOrder = inOrder;
    this.writerEvery = writerEvery;
    this.writerFirst = writerFirst;
  }

  /** Takes the states that one scenario leaves. */
  Recording.States of(String name, List<String> maps) {
    int[] last = {0};
    return (state, acknowledged) -> {
      String found = ours(state);
      int least = inOrder ? Math.max(last[0], acknowledged) : acknowledged;
      int most = Math.min(acknowledged + 1, maps.size() - 1);
      int index = least;
      while (index < most && !maps.get(index).equals(found)) {
        index++;
      }
      assertEquals(maps.get(index), found, () -> name + ", state " + seen);
      last[0] = index;
      check(name, state, found);
      if (seen++ % writerEvery == writerFirst) {
        goOn(name, state, found);
      }
    };
  }

  /** How many states were looked at. */
  int seen() {
    return seen;
  }

  /** What Python makes of all of them. */
  void askPython() throws IOException {
    for (Python each : Python.all()) {
      List<String> found = python.load(each);
      assertEquals(expected.size(), found.size());
      for (int i = 0; i < found.size(); i++) {
        assertEquals(expected.get(i), found.get(i), names.get(i));
      }
    }
  }

  private void check(String name, byte[] state, String map) {
    try {
      python.add(state);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    expected.add(map);
    names.add(name);
  }

  private void goOn(String name, byte[] state, String map) {
    Path torn = folder.resolve("torn.mmdpickle");
    try {
      Files.write(torn, state);
      requireSound(name, torn);
      String then;
      try (MmapDict dict = MmapDict.open(torn, OpenMode.READ_WRITE)) {
        assertEquals(map, text(dict), () -> name + ", opened to write");
        dict.set("next", "put");
        dict.set("next", "again");
        assertEquals("again", dict.get("next"), name);
        then = text(dict);
      }
      byte[] after = Files.readAllBytes(torn);
      assertTrue(after.length >= state.length, "a writer took bytes away");
      assertEquals(then, ours(after), name);
      requireSound(name + ", and the next writer", torn);
      check(name + ", and the next writer", after, then);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireSound(String name, Path file) {
    CheckReport report = FileCheck.of(file);
    assertTrue(report.isSound(), () -> name + ": " + report);
  }

  /** What we read, opened read-only: nobody recovers anything. */
  private String ours(byte[] state) {
    Path file = folder.resolve("ours.mmdpickle");
    try {
      Files.write(file, state);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      return text(dict);
    }
  }

  /** Each key is looked up, too, which takes another way through an index. */
  private static String text(MmapDict dict) {
    Map<String, Object> listed = new HashMap<>(dict);
    Map<String, Object> found = new HashMap<>();
    listed.keySet().forEach(key -> found.put(key, dict.get(key)));
    assertEquals(PythonStates.text(listed), PythonStates.text(found));
    return PythonStates.text(found);
  }

  @Override
  public void close() throws IOException {
    python.close();
  }
}
