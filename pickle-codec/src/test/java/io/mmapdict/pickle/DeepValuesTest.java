package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Seed;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was read is as Java's own collections, however deep it is, and whatever it contains. */
class DeepValuesTest {
  private final Random random = new Random(Seed.next("DeepValuesTest"));

  /** Lists, tuples, dicts and calls, one in the other; written and read again, too. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "], a, 1000000",
        "``, \u0085, 200000",
        "}K1, s, 100000",
        "], \u0085a, 100000",
        "`cos\nenviron\n`, \u0085R, 100000"
      })
  void anyDepthHasAHashATextAndIsEqual(String before, String behind, int depth) {
    String pickle = before.repeat(depth) + "N" + behind.repeat(depth) + ".";
    Object value = load(pickle);
    Object other = load(pickle);
    boolean isObject = value instanceof PyObject;
    assertTrue(DeepEquality.equal(value, other));
    assertEquals(!isObject, value.equals(other));
    assertEquals(!isObject, value.hashCode() == other.hashCode());
    other = load(pickle.replace("N", "K\2"));
    assertFalse(DeepEquality.equal(value, other));
    assertFalse(value.equals(other));
    assertTrue(value.toString().length() > 1);
    other = null; // four of them do not fit the tests' memory
    other = Codecs.of().load(MemorySegment.ofArray(Codecs.of().dump(value)));
    assertTrue(DeepEquality.equal(value, other));
  }

  /** Shared twice at each of a hundred levels: 2 to the 100 of them, one after the other. */
  @Test
  void whatIsSharedIsLookedAtOnce() {
    StringBuilder pickle = new StringBuilder("]q\0");
    for (int level = 1; level <= 100; level++) {
      char before = (char) (level - 1);
      pickle
          .append("](h")
          .append(before)
          .append('h')
          .append(before)
          .append("eq")
          .append((char) level);
    }
    Object value = load(pickle + ".");
    Object same = load(pickle + ".");
    assertEquals(value.hashCode(), same.hashCode());
    assertEquals(value, same);
    String text = value.toString();
    assertTrue(text.startsWith("[[[[") && text.endsWith("..."));
  }

  @Test
  void whatContainsItselfHasAHashAndAText() {
    Object inList = load("]q\0h\0a.");
    assertEquals("[[...]]", inList.toString());
    Object longer = load("]q\0]h\0aa."); // the same to whoever looks at its elements only
    assertEquals(inList, longer);
    assertEquals(inList.hashCode(), longer.hashCode());
    assertEquals("{1=[{...}]}", load("}q\0K\1]h\0as.").toString());
    assertEquals("[([...],)]", load("]q\0h\0\u0085a.").toString());
  }

  /** Of the same elements Java's own are equal, have the same hash and the same text. */
  @Test
  void isAsJavasOwn() {
    for (int i = 0; i < 2_000; i++) {
      Object java = value(3, false);
      Object read = Codecs.of().load(MemorySegment.ofArray(Codecs.of().dump(java)));
      assertEquals(java, read);
      assertEquals(read, java);
      assertEquals(java.hashCode(), read.hashCode());
      assertEquals(java.toString(), read.toString());
    }
  }

  private Object value(int depth, boolean key) {
    int kind = random.nextInt(depth == 0 ? 3 : key ? 4 : 7);
    int size = random.nextInt(4);
    List<Object> elements = new ArrayList<>();
    for (int i = 0; kind > 2 && i < size; i++) {
      elements.add(value(depth - 1, key || kind == 3 || kind == 6));
    }
    return switch (kind) {
      case 0 -> (long) random.nextInt(5);
      case 1 -> "text " + random.nextInt(5);
      case 2 -> random.nextInt(5) / 4.0;
      case 3 -> PyTuple.copyOf(elements);
      case 4 -> elements;
      case 5 -> {
        Map<Object, Object> map = new LinkedHashMap<>();
        elements.forEach(element -> map.put(value(1, true), element));
        yield map;
      }
      default -> {
        Set<Object> set = new LinkedHashSet<>(elements);
        yield set;
      }
    };
  }

  /** Byte arrays are equal to themselves only, as in any list of Java's. */
  @Test
  void isEqualToJavasOwnBothWays() {
    List<?> read = (List<?>) load("](C\3abcNe.");
    List<?> other = (List<?>) load("](C\3abcNe.");
    assertNotEquals(read, other);
    assertEquals(read, new ArrayList<>(read));
    assertEquals(new ArrayList<>(read), read);
    assertEquals(Arrays.asList(read.toArray()), read);
  }

  private static Object load(String pickle) {
    Object value =
        Codecs.of().load(MemorySegment.ofArray(pickle.getBytes(StandardCharsets.ISO_8859_1)));
    return Objects.requireNonNull(value);
  }
}
