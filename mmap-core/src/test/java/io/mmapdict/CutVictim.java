package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/**
 * A process that has its files cut at one place after the other, and then uses them in every way.
 */
final class CutVictim {
  private static final int ENTRIES = 50;
  private static final int VALUE_BYTES = 5000;
  private static final String LAST = "k" + (ENTRIES - 1);

  private CutVictim() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    for (String place :
        List.of("nothing", "10", "4096", "65536", "middle", "frame", "terminator")) {
      Path file = folder.resolve(place + ".mmdpickle");
      long whole;
      try (MmapDict dict = MmapDict.open(file)) {
        dict.put("removed", "before");
        for (int i = 0; i < ENTRIES; i++) {
          dict.put("k" + i, valueOf(i));
        }
        dict.delete("removed");
        try (MmapDict reader = MmapDict.open(file, OpenMode.READ_ONLY)) {
          System.err.println("cut: " + place);
          long left = bytesLeft(dict, place);
          whole =
              dict.entries().stream()
                  .filter(each -> each.live() && each.offset() + each.length() <= left)
                  .count();
          cut(dict, reader, left);
        }
      }
      reopened(file, whole);
    }
  }

  static byte[] valueOf(int number) {
    byte[] value = new byte[VALUE_BYTES];
    Arrays.fill(value, (byte) (number % 100 + 1)); // no zeros: a cut page is full of them
    return value;
  }

  private static void cut(MmapDict dict, MmapDict reader, long left) throws Exception {
    Path file = dict.path();
    int number = reader.commitNumber();
    Map<String, Object> snapshot = reader.snapshot();
    Iterator<Object> values = reader.values().iterator();
    Iterator<Map.Entry<String, Object>> entries = dict.entrySet().iterator();
    Command.run("truncate", "-s", left, file);
    byte[] bytes = Files.readAllBytes(file);
    assertEquals(left, bytes.length);

    for (MmapDict each : new MmapDict[] {dict, reader}) {
      for (String key : new String[] {LAST, "k25", "no such key"}) {
        refused(file, () -> each.get(key));
        refused(file, () -> each.get(key, byte[].class));
        refused(file, () -> each.getOrDefault(key, 1));
        refused(file, () -> each.containsKey(key));
        refused(file, () -> each.keySet().contains(key));
      }
      refused(file, each::size);
      refused(file, each::isEmpty);
      refused(file, each::entries);
      refused(file, each::snapshot);
      refused(file, each::hashCode);
      refused(file, () -> each.keySet().iterator());
      refused(file, () -> each.values().iterator());
      refusedToDo(file, () -> each.forEach((key, value) -> {}));
      refused(file, () -> each.containsValue(1));
      refused(file, () -> each.equals(Map.of("a", 1)));
    }
    refused(file, () -> snapshot.get(LAST));
    refused(file, () -> last(values));
    refused(file, () -> last(entries).getValue());
    if (left < FileLayout.HEADER_BYTES) {
      refused(file, reader::commitNumber);
      refused(file, () -> reader.awaitCommit(number, Duration.ofSeconds(60)));
      refused(file, () -> reader.onChange(now -> {}));
    }

    for (String key : new String[] {"new", "k1", LAST}) {
      refused(file, () -> dict.put(key, 1));
      refusedToDo(file, () -> dict.set(key, "text"));
      refused(file, () -> dict.put(key, new byte[2 << 20]));
      refused(file, () -> dict.delete(key));
      refused(file, () -> dict.remove(key));
      refused(file, () -> dict.remove(key, 1));
      refused(file, () -> dict.replace(key, 1));
      refused(file, () -> dict.replace(key, 1, 2));
      refused(file, () -> dict.putIfAbsent(key, 1));
      refused(file, () -> dict.compute(key, (each, old) -> 1));
      refused(file, () -> dict.computeIfAbsent(key, each -> 1));
      refused(file, () -> dict.computeIfPresent(key, (each, old) -> 1));
      refused(file, () -> dict.merge(key, 1, (old, value) -> 1));
    }
    refusedToDo(file, () -> dict.putAll(Map.of("a", 1, "b", 2)));
    refusedToDo(file, dict::clear);
    refusedToDo(file, () -> dict.replaceAll((key, value) -> 1));
    refused(file, dict::vacuum);
    refused(file, dict::reclaim);

    assertArrayEquals(bytes, Files.readAllBytes(file), "nobody writes into what is left");
    assertEquals("", Command.run("flock", "--nonblock", file, "true"));
    assertEquals("free", Command.run("flock", "-n", file, "echo", "free").strip());
  }

  private static long bytesLeft(MmapDict dict, String place) {
    EntryInfo last = dict.entries().getLast();
    assertEquals(LAST, last.key());
    return switch (place) {
      case "nothing" -> 0;
      case "middle" -> last.offset() + last.length() / 2;
      case "frame" -> last.offset();
      case "terminator" -> last.offset() + last.length();
      default -> Long.parseLong(place);
    };
  }

  /** What is before the cut can be read by whoever opens the file now. */
  private static void reopened(Path file, long whole) throws IOException {
    if (Files.size(file) < FileLayout.HEADER_BYTES) {
      assertThrows(MmapDictException.class, () -> MmapDict.open(file));
      return;
    }
    try (MmapDict dict = MmapDict.open(file)) {
      for (Map.Entry<String, Object> entry : dict.entrySet()) {
        int number = Integer.parseInt(entry.getKey().substring(1));
        assertArrayEquals(valueOf(number), (byte[]) entry.getValue());
      }
      assertEquals(whole, dict.size());
    }
    assertFalse(FileCheck.of(file).isSound());
  }

  private static <T> T last(Iterator<T> all) {
    T found = all.next();
    while (all.hasNext()) {
      found = all.next();
    }
    return found;
  }

  static void refused(Path file, Callable<?> use) {
    FileCutException e = assertThrows(FileCutException.class, use::call);
    assertEquals(file, e.file());
    assertTrue(e.getMessage().contains("shorter"), e.getMessage());
  }

  private static void refusedToDo(Path file, Runnable use) {
    refused(file, Executors.callable(use));
  }
}
