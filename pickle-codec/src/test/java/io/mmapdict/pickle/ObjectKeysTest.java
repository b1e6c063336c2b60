package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects of Python as keys and elements: two that are made alike are two. */
class ObjectKeysTest {
  private static final Codecs CODECS = Codecs.of();

  private static final String PYTHON =
      """
      import decimal, pickle, sys
      class Plain: pass
      def two(): return Plain(), object(), Plain(), object(), decimal.Decimal('nan'), decimal.Decimal('nan')
      folder, what = sys.argv[1:]
      for p in range(6):
          name = '%s/%d' % (folder, p)
          if what == 'write':
              inside = lambda: [(x, (1, frozenset([x, None]))) for x in two()]
              values = [set(two()), frozenset(two()), dict.fromkeys(two(), 1), set(inside()), dict.fromkeys(inside()),
                        frozenset([frozenset([x]) for x in two()])]
              with open(name, 'wb') as f: pickle.dump(values, f, p)
          else:
              with open(name, 'rb') as f: print([len(x) for x in pickle.load(f)])
      """;

  @Test
  void noneOfThemIsLost(@TempDir Path folder) throws IOException {
    Python python = Python.any();
    python.run(PYTHON, folder, "write");
    again(folder, CODECS::load);
    assertEquals("[6, 6, 6, 6, 6, 6]\n".repeat(6), python.run(PYTHON, folder, "read"));
    python.run(PYTHON, folder, "write");
    again(folder, CODECS::loadToConvert);
    assertEquals("[6, 6, 6, 6, 6, 6]\n".repeat(6), python.run(PYTHON, folder, "read"));
  }

  private static void again(Path folder, Function<MemorySegment, Object> load) throws IOException {
    for (int protocol = 0; protocol <= 5; protocol++) {
      Path file = folder.resolve("" + protocol);
      List<?> values = (List<?>) load.apply(MemorySegment.ofArray(Files.readAllBytes(file)));
      for (Object each : values) {
        Collection<?> keys = each instanceof Map<?, ?> map ? map.keySet() : (Collection<?>) each;
        assertEquals(6, keys.size(), each::toString);
        assertTrue(keys.containsAll(List.copyOf(keys)));
      }
      Files.write(file, CODECS.pickler().protocol(Math.max(2, protocol)).dump(values));
    }
  }

  @Test
  void whatIsMadeAlikeIsSaidSo() {
    Object one = load("C\3abc\u0085\u0081}X\1\0\0\0a](C\1bNesb");
    assertTrue(DeepEquality.equal(one, load("C\3abc\u0085\u0081}X\1\0\0\0a](C\1bNesb")));
    assertNotEquals(one, load("C\3abc\u0085\u0081}X\1\0\0\0a](C\1bNesb"));
    assertFalse(DeepEquality.equal(one, load("C\3abd\u0085\u0081}X\1\0\0\0a](C\1bNesb")));
    assertFalse(DeepEquality.equal(one, load("C\3abc\u0085R}X\1\0\0\0a](C\1bNesb")));
    assertFalse(DeepEquality.equal(one, load("C\3abc\u0085\u0081}X\1\0\0\0a](C\1cNesb")));
    assertFalse(DeepEquality.equal(one, load("C\3abc\u0085\u0081}X\1\0\0\0a](C\1bNesa")));
    assertFalse(DeepEquality.equal(one, load("C\3abc\u0085\u0081")));
  }

  private static Object load(String made) {
    String pickle = "cmodule\nname\n" + made + ".";
    return CODECS.load(MemorySegment.ofArray(pickle.getBytes(StandardCharsets.ISO_8859_1)));
  }
}
