package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.pickle.GoldenPickles.Golden;
import io.mmapdict.testkit.Python;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every value in every protocol, as CPython 3.8 to 3.13 have pickled it. */
class GoldenPicklesTest {
  private static final Codecs CODECS = Codecs.of();
  private static final List<Golden> GOLDEN = GoldenPickles.all();

  @Test
  void allVersionsAndProtocolsAreThere() {
    Map<String, Set<Integer>> protocols = new LinkedHashMap<>();
    for (Golden golden : GOLDEN) {
      for (String version : golden.versions()) {
        String minor = version.substring(0, version.lastIndexOf('.'));
        protocols
            .computeIfAbsent(golden.value() + " of " + minor, _ -> new LinkedHashSet<>())
            .add(golden.protocol());
      }
    }
    Set<Integer> all = Set.of(0, 1, 2, 3, 4, 5);
    for (String minor : List.of("3.8", "3.9", "3.10", "3.11", "3.12", "3.13")) {
      assertEquals(all, protocols.get("None of " + minor));
    }
    protocols
        .entrySet()
        .removeIf(each -> each.getKey().startsWith("Slots(")); // refused by Python before 2
    protocols.forEach((value, found) -> assertEquals(all, found, value));
    assertTrue(protocols.size() > 1000);
  }

  @Test
  void eachIsReadAsPythonReadsIt() throws IOException {
    for (Golden golden : GOLDEN) {
      MemorySegment pickle = MemorySegment.ofArray(golden.pickle());
      assertText(golden, CODECS.load(pickle), "");
      assertText(golden, CODECS.loadToConvert(pickle), "to convert");
      assertText(golden, CODECS.unpickler().bytesAsSlices().load(pickle), "slices");
      var stream = new ByteArrayInputStream(golden.pickle());
      assertText(golden, CODECS.unpickler().load(stream), "from a stream");
      assertEquals(0, stream.available());
    }
  }

  /** The Java values that stand in {@link StandardTable} for the same expressions. */
  @Test
  void theValuesOfTheTableAreThoseOfJava() {
    Map<String, Object> known = new LinkedHashMap<>(StandardTable.sameBothWays());
    known.putAll(StandardTable.FOLDED);
    Set<String> seen = new LinkedHashSet<>();
    for (Golden golden : GOLDEN) {
      Object read = CODECS.load(MemorySegment.ofArray(golden.pickle()));
      Object expected = known.get(golden.value());
      boolean folded = StandardTable.FOLDED.containsKey(golden.value());
      if (expected != null && !(folded && golden.protocol() < 4)) {
        seen.add(golden.value());
        assertEquals(expected, read, golden::toString);
        assertEquals(CODECS.typeName(expected), CODECS.typeName(read), golden::toString);
      }
      boolean opaque =
          StandardTable.OPAQUE.contains(golden.value())
              || (StandardTable.OPAQUE_WITH_FOLD.contains(golden.value())
                  && golden.protocol() >= 4);
      if (opaque) {
        seen.add(golden.value());
        assertEquals(PyObject.class, read.getClass(), golden::toString);
      }
    }
    known.keySet().removeAll(seen);
    assertEquals(Set.of(), known.keySet());
    assertTrue(seen.containsAll(StandardTable.OPAQUE));
    assertTrue(seen.containsAll(StandardTable.OPAQUE_WITH_FOLD));
  }

  /** By dump, and by a pickler in the same protocol, which loses nothing that is there. */
  @Test
  void whatIsWrittenAgainIsTheSameInPython(@TempDir Path folder) throws IOException {
    Map<String, String> lines = new LinkedHashMap<>();
    for (Golden golden : GOLDEN) {
      Object read = CODECS.load(MemorySegment.ofArray(golden.pickle()));
      Pickler pickler = CODECS.pickler().protocol(Math.max(2, golden.protocol()));
      for (byte[] written : List.of(CODECS.dump(read), pickler.dump(read))) {
        assertText(golden, CODECS.load(MemorySegment.ofArray(written)), "written");
        // One for all versions and protocols that it is made from.
        lines.putIfAbsent(
            String.join("\t", golden.value(), golden.text(), base64(written)),
            base64(golden.pickle()));
      }
    }
    List<String> pairs =
        lines.entrySet().stream().map(e -> e.getKey() + "\t" + e.getValue()).toList();
    Path file = Files.write(folder.resolve("pairs"), pairs);
    for (Python python : pythons()) {
      String said = Scripts.run(python, "golden", "check", file);
      Matcher compared = Pattern.compile("compared (\\d+)\n").matcher(said);
      assertTrue(compared.matches(), () -> python.version() + ":\n" + said);
      assertTrue(Integer.parseInt(compared.group(1)) > pairs.size() * 9 / 10, said);
    }
  }

  private static List<Python> pythons() {
    List<Python> pythons = new ArrayList<>(Python.all());
    pythons.addAll(Python.pyenv("3\\.([89]|\\d\\d)\\..*"));
    return pythons;
  }

  private static void assertText(Golden golden, @Nullable Object read, String how) {
    assertEquals(golden.text(), GoldenPickles.text(read), () -> golden + ", " + how);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
