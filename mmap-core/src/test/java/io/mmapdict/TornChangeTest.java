package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real changes, recorded step by step on their way into a real file, and cut off after every byte:
 * what is left is the old map or the new one, for plain Python and for us, and the next writer goes
 * on from it.
 */
class TornChangeTest {
  @TempDir Path folder;

  static Stream<Arguments> changes() {
    Consumer<MmapDict> nothing = dict -> {};
    Consumer<MmapDict> three =
        dict -> {
          dict.set("a", "one");
          dict.set("b", 2L);
          dict.set("a key of some length", "x".repeat(30));
        };
    return Stream.of(
        Arguments.of("the first put", "", nothing, set("key", "value")),
        Arguments.of("a put", "", three, set("c", "new")),
        Arguments.of("a put of the empty key", "", three, set("", "")),
        Arguments.of("a put of 46 bytes of key", "", three, set("k".repeat(46), "STOP")),
        Arguments.of("a replace", "", three, set("a", "other")),
        Arguments.of(
            "a put over the end of a page",
            "",
            set("p", "y".repeat(3800)),
            set("q", "z".repeat(150))),
        Arguments.of("several at once", "", three, (Consumer<MmapDict>) TornChangeTest::several),
        Arguments.of("a remove", "", three, (Consumer<MmapDict>) dict -> dict.remove("b")),
        Arguments.of("a put after mmappickle", "deleted", nothing, set("c", "new")),
        Arguments.of("a replace after mmappickle", "deleted", nothing, set("k2", "other")),
        Arguments.of("a put into mmappickle's empty file", "empty", nothing, set("c", 1L)),
        Arguments.of("a put behind an odd key of mmappickle's", "keys", nothing, set("hé/☃", 3L)));
  }

  /** New keys: replaced ones are switched off one by one. */
  private static void several(MmapDict dict) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("x", 1L);
    map.put("y", "a new one of some length");
    map.put("z", 2.5);
    dict.putAll(map);
  }

  private static Consumer<MmapDict> set(String key, Object value) {
    return dict -> dict.set(key, value);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void leavesTheOldMapOrTheNewOne(
      String name, String golden, Consumer<MmapDict> prepare, Consumer<MmapDict> change)
      throws IOException {
    Path file = folder.resolve("file.mmdpickle");
    if (!golden.isEmpty()) {
      Golden.copy(golden + ".mmdpickle", file);
    }
    List<byte[]> states = statesOf(file, prepare, change);
    assertTrue(states.size() > 3, "recorded too little: " + states.size());
    assertTrue(
        Arrays.equals(states.getLast(), Files.readAllBytes(file)), "the steps are not the file");
    for (Python python : Python.all()) {
      checkSwitchOnce(name, Oracle.loadAll(python, folder.resolve("states"), states));
    }
    checkSwitchOnce(name, states.stream().map(state -> ours(state)).toList());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void theNextWriterGoesOnFromThere(
      String name, String golden, Consumer<MmapDict> prepare, Consumer<MmapDict> change)
      throws IOException {
    Path file = folder.resolve("file.mmdpickle");
    if (!golden.isEmpty()) {
      Golden.copy(golden + ".mmdpickle", file);
    }
    List<byte[]> after = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (byte[] state : statesOf(file, prepare, change)) {
      Path torn = folder.resolve("torn");
      Files.write(torn, state);
      try (MmapDict dict = MmapDict.open(torn, OpenMode.READ_WRITE)) {
        dict.set("next", "put");
        dict.set("next", "again");
        expected.add(items(dict));
        assertEquals("again", dict.get("next"), name);
      }
      assertTrue(Files.size(torn) >= state.length, "a writer took bytes away");
      after.add(Files.readAllBytes(torn));
      assertEquals(expected.getLast(), ours(after.getLast()), name);
    }
    List<String> python = Oracle.loadAll(Python.any(), folder.resolve("states"), after);
    for (int i = 0; i < after.size(); i++) {
      assertFalse(python.get(i).startsWith("FAILED"), python.get(i));
      assertTrue(python.get(i).contains("('next', 'again')"), python.get(i));
    }
    assertEquals(2, new LinkedHashSet<>(python).size(), "neither the old map nor the new one");
  }

  /** A recovery is torn itself: killed in the middle of it, the file is still whole. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void aTornRecoveryIsRecovered(
      String name, String golden, Consumer<MmapDict> prepare, Consumer<MmapDict> change)
      throws IOException {
    Path file = folder.resolve("file.mmdpickle");
    if (!golden.isEmpty()) {
      Golden.copy(golden + ".mmdpickle", file);
    }
    List<byte[]> states = statesOf(file, prepare, change);
    byte[] longest =
        states.stream()
            .filter(state -> ours(state).equals(ours(states.getFirst())))
            .reduce((a, b) -> b)
            .orElseThrow();
    if (longest.length == states.getFirst().length) {
      return; // a remove leaves no tail
    }
    Path torn = folder.resolve("torn");
    Files.write(torn, longest);
    AtomicReference<Recording> tap = new AtomicReference<>();
    open(torn, tap).close();
    List<byte[]> again = Recording.states(longest, tap.get().steps());
    assertTrue(again.size() > 5, "nothing was recovered");
    String old = ours(states.getFirst());
    List<String> python = Oracle.loadAll(Python.any(), folder.resolve("states"), again);
    assertEquals(1, new LinkedHashSet<>(python).size(), () -> name + " " + python);
    assertFalse(python.getFirst().startsWith("FAILED"), python.getFirst());
    for (byte[] state : again) {
      assertEquals(old, ours(state));
    }
  }

  /** The file before a real change and after each byte of it. */
  private static List<byte[]> statesOf(
      Path file, Consumer<MmapDict> prepare, Consumer<MmapDict> change) throws IOException {
    AtomicReference<Recording> tap = new AtomicReference<>();
    try (MmapDict dict = open(file, tap)) {
      prepare.accept(dict);
      byte[] before = Files.readAllBytes(file);
      tap.get().forget();
      change.accept(dict);
      return Recording.states(before, tap.get().steps());
    }
  }

  private static MmapDict open(Path file, AtomicReference<Recording> tap) {
    return MmapDict.open(
        file,
        OpenMode.CREATE,
        Durability.PROCESS,
        real -> {
          tap.set(new Recording(real));
          return tap.get();
        },
        FileHandle.USUAL_RANGE_BYTES);
  }

  /** What we read, opened read-only: nobody recovers anything. */
  private String ours(byte[] state) {
    Path file = folder.resolve("ours");
    try {
      Files.write(file, state);
      try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
        return items(dict);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String items(MmapDict dict) {
    Map<String, Object> items = new TreeMap<>(dict);
    return items.toString();
  }

  private static void checkSwitchOnce(String name, List<String> maps) {
    String old = maps.getFirst();
    String now = maps.getLast();
    assertFalse(old.startsWith("FAILED"), old);
    assertFalse(old.equals(now), name + " changed nothing");
    int change = maps.indexOf(now);
    for (int i = 0; i < maps.size(); i++) {
      int state = i;
      assertEquals(
          i < change ? old : now, maps.get(i), () -> name + ", state " + state + " of the file");
    }
  }
}
