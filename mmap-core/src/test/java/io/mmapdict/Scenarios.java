package io.mmapdict;

import io.mmapdict.Scenario.Start;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The changes whose every moment must leave a whole file. */
final class Scenarios {
  private static final int LARGE = (2 << 20) + 1;
  private static final Start EMPTY = Scenario.of(dict -> {});
  private static final Start THREE =
      Scenario.of(dict -> {
        dict.set("a", "one");
        dict.set("b", 2L);
        dict.set("a key of some length", "x".repeat(30));
      });
  private static final Start TWENTY =
      Scenario.of(dict -> {
        for (int i = 0; i < 20; i++) {
          dict.set("key" + i, "value" + i);
          dict.set("key" + i / 2, (long) i);
        }
      });

  private static final Start LARGE_ONE =
      Scenario.of(dict -> {
        dict.set("a", "one");
        dict.set("large", sevens());
        dict.set("b", 2L);
      });

  private Scenarios() {}

  /** Those of small values: each moment of them can be tried. */
  static List<Scenario> small() {
    return List.of(
        put("the first put", EMPTY, "key", "value"),
        put("a put", THREE, "c", "new"),
        put("a put of the empty key", THREE, "", ""),
        put("a put of 46 bytes of key", THREE, "k".repeat(46), "STOP"),
        put("a replace", THREE, "a", "other"),
        put(
            "a put over the end of a page",
            Scenario.of(dict -> dict.set("p", "y".repeat(3800))),
            "q",
            "z".repeat(150)),
        call("several at once", THREE, map -> map.putAll(several("x", "y", "z"))),
        call("several at once, some replaced", THREE, map -> map.putAll(several("x", "b", "a"))),
        call("a remove", THREE, map -> map.remove("b")),
        put("a put after mmappickle", golden("deleted"), "c", "new"),
        put("a replace after mmappickle", golden("deleted"), "k2", "other"),
        put("a put into mmappickle's empty file", golden("empty"), "c", 1L),
        put("a put behind an odd key of mmappickle's", golden("keys"), "hé/☃", 3L));
  }

  /** The index in the file, the first and the second one. */
  static List<Scenario> index() {
    return List.of(
        new Scenario("the index", TWENTY, Scenario.Play::keepIndex),
        new Scenario(
            "another index",
            TWENTY,
            play -> {
              play.keepIndex();
              play.call(map -> map.put("key3", "behind it"));
              play.call(map -> map.remove("key5"));
              play.keepIndex();
            }));
  }

  /** Those of values that are written without the lock. */
  static List<Scenario> large() {
    return List.of(
        put("a large put", THREE, "c", sevens()),
        put("a large replace", THREE, "a", sevens()),
        put("a large put after mmappickle", golden("deleted"), "k2", sevens()),
        put("a put of a long text", THREE, "c", "text ".repeat(LARGE / 4)),
        call("a remove of a large value", LARGE_ONE, map -> map.remove("large")),
        put("a small replace of a large value", LARGE_ONE, "large", "small"),
        new Scenario(
            "a large put and its removal",
            THREE,
            play -> {
              play.call(map -> map.put("c", sevens()));
              play.call(map -> map.remove("c"));
            }),
        new Scenario(
            "a large put that is replaced by a large one",
            THREE,
            play -> {
              play.call(map -> map.put("c", sevens()));
              play.call(map -> map.put("c", eights()));
            }),
        new Scenario(
            "a large put while others change the map",
            THREE,
            play ->
                setLate(
                    play,
                    "c",
                    () -> {
                      play.call(map -> map.put("a", "other"));
                      play.call(map -> map.remove("b"));
                    },
                    map -> map.put("c", sevens()))),
        new Scenario(
            "a large put that is overtaken",
            THREE,
            play -> setLate(play, "a", () -> play.call(map -> map.put("a", "later")), map -> {})),
        new Scenario(
            "a large replace of what is removed meanwhile",
            THREE,
            play ->
                setLate(
                    play,
                    "a",
                    () -> play.call(map -> map.remove("a")),
                    map -> map.put("a", sevens()))),
        new Scenario(
            "a large replace whose condition no longer holds",
            THREE,
            play -> {
              Runnable change = () -> play.call(map -> map.put("a", "changed"));
              if (play.open().replace("a", "one", new HoleCodec.Late(LARGE, change))) {
                throw new AssertionError("replaced");
              }
              play.returned(map -> {});
            }),
        new Scenario("a large put that is given up", THREE, Scenarios::giveUp));
  }

  /** A recovery of what a process left that was killed while it filled a reservation. */
  static Scenario orphan(Path file, Path scratch) throws IOException, InterruptedException {
    Scenario.Recorded put = large().getFirst().record(file, Durability.PROCESS);
    int filling = put.firstCommit() + 2;
    while (put.steps().get(filling).bytes().length < LARGE / 8) {
      filling++;
    }
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    byte[] killed = Scenario.ownedBy(gone.pid(), put.killedBefore(filling + 1), scratch);
    return new Scenario("recovery of a reservation", Scenario.of(killed), Scenario.Play::open);
  }

  private static void giveUp(Scenario.Play play) {
    IllegalStateException why = new IllegalStateException("the source has dried up");
    try {
      setLate(
          play,
          "a",
          () -> {
            throw why;
          },
          map -> {});
    } catch (IllegalStateException e) {
      play.returned(map -> {});
      return;
    }
    throw new AssertionError("not given up");
  }

  private static void setLate(
      Scenario.Play play, String key, Runnable first, Consumer<Map<String, Object>> outcome) {
    play.open().set(key, new HoleCodec.Late(LARGE, first));
    play.returned(outcome);
  }

  private static byte[] sevens() {
    return large(7);
  }

  private static byte[] eights() {
    return large(8);
  }

  private static byte[] large(int value) {
    byte[] bytes = new byte[LARGE];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static Map<String, Object> several(String... keys) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(keys[0], 1L);
    map.put(keys[1], "a new one of some length");
    map.put(keys[2], 2.5);
    return map;
  }

  private static Scenario put(String name, Start start, String key, Object value) {
    return call(name, start, map -> map.put(key, value));
  }

  private static Scenario call(String name, Start start, Consumer<Map<String, Object>> change) {
    return new Scenario(name, start, play -> play.call(change));
  }

  private static Start golden(String name) {
    return file -> Golden.copy(name + ".mmdpickle", file);
  }
}
