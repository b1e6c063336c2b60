package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Seed;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of docs/values.md, both ways, with every Python there is. */
class StandardValuesTest {
  private static final Codecs CODECS = Codecs.of();
  private static final int VALUES = 150;

  /** Python's expression, and the Java value that it is read as and written from. */
  private static Map<String, Object> sameBothWays() {
    Map<String, Object> same = new LinkedHashMap<>();
    same.put("Ellipsis", PyGlobal.ELLIPSIS);
    same.put("NotImplemented", PyGlobal.NOT_IMPLEMENTED);
    same.put("range(2, 5)", new PyRange(2, 5, 1));
    same.put("range(2**62, -2**63, -3)", new PyRange(1L << 62, Long.MIN_VALUE, -3));
    same.put("slice(1, None)", new PySlice(1L, null, null));
    same.put("slice('a', 2.5, -2**70)", new PySlice("a", 2.5, BigInteger.TWO.pow(70).negate()));
    same.put("Decimal('1.50')", new BigDecimal("1.50"));
    same.put("Decimal('-12E+30')", new BigDecimal("-12E+30"));
    same.put("Decimal('0E-9')", new BigDecimal("0E-9"));
    same.put("Decimal('1E-2147483647')", new BigDecimal("1E-2147483647"));
    same.put("Fraction(2, -6)", PyFraction.of(-1, 3));
    same.put("Fraction(2**70)", new PyFraction(BigInteger.TWO.pow(70), BigInteger.ONE));
    same.put("UUID(int=5)", new UUID(0, 5));
    same.put("UUID(int=2**128 - 1)", new UUID(-1, -1));
    same.put("UUID(int=2**127 + 1)", new UUID(Long.MIN_VALUE, 1));
    return same;
  }

  /** What no Java type here holds: it stays the call that it is. */
  private static final List<String> OPAQUE =
      List.of(
          "Decimal('NaN')",
          "Decimal('-sNaN17')",
          "Decimal('Infinity')",
          "Decimal('-0')",
          "Decimal('-0.00')",
          "Decimal('1E+2147483649')",
          "Decimal('1' * 20001)",
          "range(2**63, 5)",
          "slice((1, 2))");

  @Test
  void eachIsReadAsItsJavaType(@TempDir Path folder) throws IOException {
    Map<String, Object> same = sameBothWays();
    List<String> expressions = List.copyOf(same.keySet());
    List<Object> values = List.copyOf(same.values());
    for (Python python : Python.plain()) {
      List<String> found = StandardValues.named(python, folder, expressions);
      assertEquals(expressions.size(), found.size());
      for (int i = 0; i < expressions.size(); i++) {
        for (int protocol = 0; protocol <= highest(python) && isThere(found, i); protocol++) {
          String what = expressions.get(i) + " of " + python.version() + ", " + protocol;
          Object read = CODECS.load(StandardValues.pickle(folder, i, protocol));
          assertEquals(values.get(i), read, what);
          Object kept = CODECS.loadToConvert(StandardValues.pickle(folder, i, protocol));
          assertEquals(values.get(i), kept, what);
        }
      }
    }
  }

  @Test
  void whatIsWrittenHereIsThatInPython(@TempDir Path folder) throws IOException {
    Map<String, Object> same = sameBothWays();
    List<String> files = new ArrayList<>();
    for (Object value : same.values()) {
      files.add(files.size() + ".java");
      Files.write(folder.resolve(files.getLast()), CODECS.dump(value));
    }
    for (Python python : Python.plain()) {
      if (StandardValues.isTwo(python)) {
        continue; // knows no protocol 4
      }
      List<String> meant = StandardValues.named(python, folder, List.copyOf(same.keySet()));
      List<String> known = files.stream().filter(f -> isThere(meant, files.indexOf(f))).toList();
      List<String> found = StandardValues.read(python, folder, known);
      assertEquals(meant.stream().filter(m -> !m.equals("-")).toList(), found, python.version());
    }
  }

  @Test
  void whatNothingHoldsStaysTheCall(@TempDir Path folder) throws IOException {
    for (Python python : Python.plain()) {
      List<String> found = StandardValues.named(python, folder, OPAQUE);
      List<String> files = new ArrayList<>();
      List<String> meant = new ArrayList<>();
      for (int i = 0; i < OPAQUE.size(); i++) {
        for (int protocol = 0; protocol <= highest(python) && isThere(found, i); protocol++) {
          Object read = CODECS.load(StandardValues.pickle(folder, i, protocol));
          assertEquals(PyObject.class, read.getClass(), OPAQUE.get(i));
          files.add(i + "." + protocol);
          meant.add(found.get(i));
          Files.write(folder.resolve(files.getLast()), CODECS.dump(read));
        }
      }
      assertEquals(meant, StandardValues.read(reader(python), folder, files), python.version());
    }
  }

  @Test
  void whatPythonMakesIsTheSameAgain(@TempDir Path folder) throws IOException {
    long seed = Seed.next("whatPythonMakesIsTheSameAgain");
    for (Python python : Python.plain()) {
      List<String> made = StandardValues.random(python, folder, seed, VALUES);
      List<String> files = new ArrayList<>();
      List<String> meant = new ArrayList<>();
      for (int i = 0; i < VALUES; i++) {
        for (int protocol = 0; protocol <= highest(python); protocol++) {
          String name = i + "." + protocol;
          Object read = CODECS.load(StandardValues.pickle(folder, i, protocol));
          Object kept = CODECS.loadToConvert(StandardValues.pickle(folder, i, protocol));
          Files.write(folder.resolve(name + ".read"), CODECS.dump(read));
          Files.write(folder.resolve(name + ".kept"), CODECS.dump(kept));
          // What the protocol itself loses, Python has lost: its own load says what is there. What
          // Python 2.7 wrote, Python 3 does not load.
          String own = StandardValues.isTwo(python) ? name + ".read" : name;
          files.addAll(List.of(own, name + ".read", name + ".kept"));
          meant.add(made.get(i));
        }
      }
      List<String> again = StandardValues.read(reader(python), folder, files);
      assertEquals(3 * meant.size(), again.size());
      for (int i = 0; i < meant.size(); i++) {
        String before = StandardValues.isTwo(python) ? meant.get(i) : again.get(3 * i);
        String what = python.version() + ", " + files.get(3 * i);
        assertEquals(before, again.get(3 * i + 1), what);
        assertEquals(before, again.get(3 * i + 2), what + ", converted");
      }
    }
  }

  @Test
  void rangesCountAndStream() {
    assertEquals(0, new PyRange(5, 2, 1).size());
    assertEquals(2, new PyRange(5, 2, -2).size());
    assertEquals(List.of(5L, 3L), new PyRange(5, 2, -2).stream().boxed().toList());
    assertEquals(3, new PyRange(Long.MIN_VALUE, Long.MAX_VALUE, 1L << 63 >>> 1).size() - 1);
    assertTrue(new PyRange(0, Long.MAX_VALUE, 1).stream().limit(3).sum() == 3);
  }

  private static boolean isThere(List<String> descriptions, int index) {
    return !descriptions.get(index).equals("-");
  }

  private static int highest(Python python) {
    boolean hasFive = python.version().compareTo("3.8") >= 0 || python.version().startsWith("3.1");
    return StandardValues.isTwo(python) ? 2 : hasFive ? 5 : 4;
  }

  /** Python 2.7 does not read what is written here. */
  private static Python reader(Python python) {
    return StandardValues.isTwo(python) ? StandardValues.newest() : python;
  }
}
