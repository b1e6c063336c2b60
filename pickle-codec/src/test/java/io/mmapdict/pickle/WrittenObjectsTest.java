package io.mmapdict.pickle;

import static io.mmapdict.pickle.WrittenObjects.ABSENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WrittenObjectsTest {
  private static final int MANY = 100_000;

  @Test
  void equalObjectsAreTwoByIdentity() {
    WrittenObjects objects = WrittenObjects.byIdentity();
    List<List<Integer>> lists = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      List<Integer> list = new ArrayList<>(List.of(1));
      lists.add(list);
      assertEquals(ABSENT, objects.index(list));
      assertEquals(ABSENT, objects.putIfAbsent(list, 3 * i));
    }
    assertEquals(MANY, objects.size());
    for (int i = 0; i < MANY; i++) {
      assertEquals(3 * i, objects.index(lists.get(i)));
      assertEquals(3 * i, objects.putIfAbsent(lists.get(i), 1));
    }
  }

  @Test
  void equalObjectsAreOneByEquality() {
    WrittenObjects objects = WrittenObjects.byEquality();
    for (int i = 0; i < MANY; i++) {
      assertEquals(ABSENT, objects.putIfAbsent("key " + i, i));
    }
    for (int i = 0; i < MANY; i++) {
      assertEquals(i, objects.index("key " + i));
    }
    assertEquals(ABSENT, objects.index("key"));
  }

  @Test
  void strsOfOneHashDoNotMakeItSlow() {
    Map<String, Integer> map = new LinkedHashMap<>();
    for (int i = 0; i < 1 << 17; i++) {
      StringBuilder key = new StringBuilder();
      for (int bit = 0; bit < 17; bit++) {
        key.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      map.put(key.toString(), i);
    }
    byte[] pickle = assertTimeoutPreemptively(Duration.ofSeconds(60), () -> Codecs.of().dump(map));
    Map<?, ?> read = (Map<?, ?>) Codecs.of().load(MemorySegment.ofArray(pickle));
    assertEquals(map.keySet(), read.keySet());
  }
}
