package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.testkit.Python;
import io.mmapdict.testkit.Seed;
import io.mmapdict.viewer.PythonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values are shown as Python's {@code repr} shows them: Python says how. */
class PythonTextTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "None",
        "[True, False, 0, -5, 1 << 70]",
        "[0.1, -0.0, 1.0, 1e15, 1e16, 123456789.125, 1e-4, 1e-5, 5e-324, 1.5e300, -2.5e-7]",
        "[float('nan'), float('inf'), -float('inf')]",
        "[1+2j, 2j, -1j, complex(1, -2), complex(0.5, float('nan')), 1e20+1j]",
        "['hé☃𝄞', 'a\\'b', 'a\"b', 'a\\'\"b', '\\n\\r\\t\\x00\\x1b\\x7f\\x9f\\\\', '\\ud800']",
        "[b'\\x00a\\xff\\n\\\\', b\"'\", b'', bytearray(b'ab\\x80')]",
        "[(), (1,), (1, 'two'), [], {}, set(), frozenset(), {3}, frozenset({'a'})]",
        "{'a': 1, 2: [3, {'b': None}], (1, 2): 'tuple'}",
      })
  void showsAsReprDoes(String expression) {
    assertEquals(repr(expression), PythonText.of(value(expression)).replace(",\n ", ", "));
  }

  @Test
  void showsFloatsAsReprDoes() {
    Random random = new Random(Seed.next("PythonTextTest"));
    List<String> bits = new ArrayList<>();
    List<String> found = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      double number =
          i % 2 == 0
              ? Double.longBitsToDouble(random.nextLong())
              : Math.round(random.nextGaussian() * 1e6) / 1e3;
      bits.add(Double.toHexString(number));
      found.add(PythonText.number(number));
    }
    String expected =
        Python.any()
            .run(
                "import sys\nfor x in sys.argv[1].split(): print(float.fromhex(x))",
                String.join(" ", bits));
    assertEquals(expected, String.join("\n", found) + "\n");
  }

  @Test
  void showsTheEndsOfWhatIsLarge() {
    assertEquals("[0, 1, 2, ..., 1998, 1999, 2000]", PythonText.of(value("list(range(2001))")));
    assertEquals(1000, PythonText.of(value("list(range(1000))")).split(",").length);
  }

  @Test
  void showsALongContainerLineByLineAndACycleOnce() {
    assertEquals(
        "{'first': '%s',\n 'second': [1, 2]}".formatted("x".repeat(80)),
        PythonText.of(value("{'first': 'x' * 80, 'second': [1, 2]}")));
    List<Object> cycle = new ArrayList<>();
    cycle.add(cycle);
    assertEquals("[[...]]", PythonText.of(cycle));
  }

  /** What Python makes of an expression, through a pickle. */
  private Object value(String expression) {
    Path pickle = folder.resolve("value.pkl");
    Python.any()
        .run(
            "import pickle, sys\npickle.dump(eval(sys.argv[1]), open(sys.argv[2], 'wb'), 4)",
            expression,
            pickle);
    return PickleFile.read(pickle, Arena.ofAuto());
  }

  private String repr(String expression) {
    try {
      Path text = folder.resolve("repr.txt");
      Python.any()
          .run(
              "import sys\nopen(sys.argv[2], 'w', encoding='utf-8').write(repr(eval(sys.argv[1])))",
              expression,
              text);
      return Files.readString(text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void maskedArraysAreShownAsNumpyPrintsThem() {
    NDArray data = NDArray.of(new double[] {1, 2, 3.5});
    NDArray mask = NDArray.of(new boolean[] {false, true, false});
    assertEquals("[1.0 -- 3.5]", Shown.of(MaskedArray.of(data, mask)));
  }
}
