package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Seed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A plain load without a lock reads from start to end and takes its time over it: its first part is
 * of one moment, the rest of a later one. Of each key it must find a value that the key had between
 * the two, whole, and must miss none that was there all the while.
 */
class SlowLoadTest {
  /** What lies in one aligned word is read at once. */
  private static final int WORD = Long.BYTES;

  @TempDir Path folder;

  /** A state of the file, and how many calls had returned by then. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  private record State(byte[] bytes, int acknowledged) {}

  /**
   * A load.
   *
   * @param maps what the file held meanwhile, in turn
   */
  private record Load(String name, List<String> maps) {
    void check(String found) {
      assertFalse(found.startsWith("FAILED"), () -> name + ": " + found);
      List<Map<String, String>> possible = maps.stream().map(SlowLoadTest::items).toList();
      items(found)
          .forEach((key, value) ->
              assertTrue(
                  possible.stream().anyMatch(map -> value.equals(map.get(key))),
                  () -> name + ": " + key + " is " + value + ", of " + possible));
      possible.getFirst().keySet().stream()
          .filter(key -> possible.stream().allMatch(map -> map.containsKey(key)))
          .forEach(key -> assertTrue(items(found).containsKey(key), () -> name + ": no " + key));
    }
  }

  @Test
  void findsWhatWasThereMeanwhile() throws IOException {
    check(50, List.of(Python.any()));
  }

  @Test
  @Tag("long")
  void findsWhatWasThereMeanwhileOften() throws IOException {
    check(2000, Python.all());
  }

  private void check(int loadsOfEach, List<Python> pythons) throws IOException {
    List<Load> loads = new ArrayList<>();
    try (PythonStates python = new PythonStates(folder.resolve("loads"))) {
      for (List<Scenario> some : List.of(Scenarios.small(), Scenarios.index(), Scenarios.large())) {
        for (Scenario scenario : some) {
          addLoads(scenario, loadsOfEach, loads, python);
        }
      }
      for (Python each : pythons) {
        List<String> found = python.load(each);
        assertEquals(loads.size(), found.size());
        for (int i = 0; i < found.size(); i++) {
          loads.get(i).check(found.get(i));
        }
      }
    }
  }

  private void addLoads(Scenario scenario, int count, List<Load> loads, PythonStates python)
      throws IOException {
    Scenario.Recorded recorded =
        scenario.record(folder.resolve("file.mmdpickle"), Durability.PROCESS);
    List<State> states = new ArrayList<>();
    Recording.states(
        recorded.before(),
        recorded.steps(),
        1 << 19,
        (bytes, acknowledged) -> states.add(new State(bytes, acknowledged)));
    long[] places =
        recorded.steps().stream().mapToLong(Recording.Step::offset).distinct().toArray();
    SplittableRandom random = new SplittableRandom(Seed.next(scenario.name()));
    for (int i = 0; i < count; i++) {
      int first = random.nextInt(states.size());
      State early = states.get(first);
      State late =
          random.nextBoolean()
              ? states.getLast()
              : states.get(random.nextInt(first, states.size()));
      long place = places[random.nextInt(places.length)] + (long) WORD * random.nextInt(3);
      int cut = (int) Math.min(place / WORD * WORD, early.bytes.length);
      byte[] seen = late.bytes.clone();
      System.arraycopy(early.bytes, 0, seen, 0, cut);
      python.add(seen);
      int last = Math.min(late.acknowledged + 1, recorded.maps().size() - 1);
      loads.add(new Load(scenario.name(), recorded.maps().subList(early.acknowledged, last + 1)));
    }
  }

  private static Map<String, String> items(String map) {
    Map<String, String> items = new HashMap<>();
    Arrays.stream(map.substring(1, map.length() - 1).split(", (?=[^,]*=)"))
        .filter(item -> !item.isEmpty())
        .map(item -> item.split("=", 2))
        .forEach(item -> items.put(item[0], item[1]));
    return items;
  }
}
