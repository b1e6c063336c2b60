package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our own maps and sets beside Java's. */
class DeepMapTest {
  /** Keys that are equal only to themselves' like, and all have one hash. */
  private record SameHash(int number) {
    @Override
    public int hashCode() {
      return 7;
    }
  }

  private static Object key(int number, boolean sameHash) {
    return switch (number % 5) {
      case 0 -> sameHash ? new SameHash(number) : "key " + number;
      case 1 -> (double) number;
      case 2 -> (long) number << 32;
      default -> (long) number;
    };
  }

  /** Does what is drawn to both, and compares all that can be asked. */
  @ParameterizedTest
  @ValueSource(ints = {3, 12, 200, 3000})
  void behavesAsJavasOwnDoes(int keys) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Map<Object, Object> ours = new DeepMap();
    Map<Object, Object> javas = new LinkedHashMap<>();
    Set<Object> ourSet = new DeepSet();
    Set<Object> javasSet = new LinkedHashSet<>();
    for (int i = 0; i < 6000; i++) {
      Object key = random.nextInt(40) == 0 ? null : key(random.nextInt(keys), i > 3000);
      Object value = random.nextInt(4) == 0 ? null : i;
      switch (random.nextInt(i / 500 % 2 == 0 ? 12 : 7)) {
        case 0, 1 -> {
          assertEquals(javas.remove(key), ours.remove(key));
          assertEquals(javasSet.remove(key), ourSet.remove(key));
        }
        case 2 -> {
          int at = random.nextInt(javas.size() + 1);
          removeAt(javas.entrySet().iterator(), at);
          removeAt(ours.entrySet().iterator(), at);
        }
        case 3 -> {
          for (Map.Entry<Object, Object> entry : ours.entrySet()) {
            if (entry.getKey() instanceof Long) {
              javas.put(entry.getKey(), -i);
              entry.setValue(-i);
              assertEquals(-i, entry.getValue());
              break;
            }
          }
        }
        case 4 -> {
          assertEquals(javas.containsKey(key), ours.containsKey(key));
          assertEquals(javasSet.contains(key), ourSet.contains(key));
        }
        default -> {
          assertEquals(javas.put(key, value), ours.put(key, value));
          assertEquals(javasSet.add(key), ourSet.add(key));
        }
      }
      assertEquals(javas.get(key), ours.get(key), () -> "seed " + seed);
      assertEquals(javas.size(), ours.size());
      if (i % 100 == 0 || keys < 20) {
        assertEquals(
            new ArrayList<>(javas.entrySet()),
            new ArrayList<>(ours.entrySet()),
            () -> "seed " + seed);
        assertEquals(new ArrayList<>(javasSet), new ArrayList<>(ourSet));
        assertEquals(javas, ours);
        assertEquals(ours, javas);
        assertEquals(javas.hashCode(), ours.hashCode());
        assertEquals(javasSet, ourSet);
      }
    }
  }

  private static void removeAt(Iterator<?> iterator, int index) {
    for (int i = 0; i < index; i++) {
      iterator.next();
    }
    if (iterator.hasNext()) {
      iterator.next();
      iterator.remove();
    }
  }

  @Test
  void keysOfOneHashDoNotMakeItSlow() {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 1 << 17; i++) {
      StringBuilder key = new StringBuilder();
      for (int bit = 0; bit < 17; bit++) {
        key.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      keys.add(key.toString());
    }
    DeepMap map = new DeepMap();
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          keys.forEach(key -> map.put(key, key));
          keys.forEach(key -> assertEquals(key, map.get(key)));
        });
    assertEquals(keys, new ArrayList<>(map.keySet()));
  }

  /** Hashes that differ and lead to the same slots; one after the other each look goes over all. */
  @Test
  void keysThatLeadToTheSameSlotsDoNotMakeItSlow() {
    int back = inverse(0x9e3779b9);
    DeepMap map = new DeepMap();
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          for (int i = 0; i < 1 << 19; i++) {
            int mixed = i * back; // spread(mixed ^ mixed >>> 16) is i: the upper bits are 0
            map.put((long) (mixed ^ mixed >>> 16) & 0xffffffffL, i);
          }
        });
    assertEquals(1 << 19, map.size());
  }

  private static int inverse(int odd) {
    int inverse = odd;
    for (int i = 0; i < 5; i++) {
      inverse *= 2 - odd * inverse;
    }
    return inverse;
  }

  @Test
  void anIteratorEndsAndNoticesChanges() {
    DeepMap map = new DeepMap();
    assertFalse(map.entrySet().iterator().hasNext());
    map.put("a", 1);
    Iterator<?> ended = map.keySet().iterator();
    assertThrows(IllegalStateException.class, ended::remove);
    ended.next();
    assertThrows(NoSuchElementException.class, ended::next);
    Iterator<?> stale = map.keySet().iterator();
    map.put("b", 2);
    assertThrows(ConcurrentModificationException.class, stale::next);
    map.put("b", 3); // no change of its structure
    assertTrue(map.entrySet().contains(Map.entry("b", 3)));
    assertFalse(map.entrySet().remove(Map.entry("b", 2)));
    assertTrue(map.entrySet().remove(Map.entry("b", 3)));
    assertEquals(Map.of("a", 1), map);
    map.keySet().clear();
    assertTrue(map.isEmpty());
  }

  @Test
  void isSerializedAsJavasOwn() throws Exception {
    DeepMap map = new DeepMap();
    map.put("a", new ArrayList<>(List.of(1)));
    DeepSet set = new DeepSet();
    set.add("b");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(map);
      out.writeObject(set);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertEquals(map, in.readObject());
      assertEquals(set, in.readObject());
    }
  }

  /** Where there was no room left, and something was removed, before values are replaced. */
  @Test
  void valuesAreReplacedWhileItIsGoneOver() {
    for (int size : new int[] {4, 8, 16, 64}) {
      Map<Object, Object> map = new DeepMap();
      Map<Object, Object> javas = new LinkedHashMap<>();
      DeepSet set = new DeepSet();
      for (int i = 0; i < size; i++) {
        map.put("key" + i, i);
        javas.put("key" + i, 0);
        set.add(i);
      }
      map.remove("key0");
      javas.remove("key0");
      set.remove(0);
      map.replaceAll((key, value) -> 0);
      assertEquals(javas, map);
      List<Object> seen = new ArrayList<>();
      for (Iterator<Object> all = set.iterator(); all.hasNext(); ) {
        seen.add(all.next());
        set.add(seen.getLast());
      }
      assertEquals(IntStream.range(1, size).boxed().toList(), seen);
    }
  }
}
