package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.EachPython;
import io.mmapdict.testkit.Python;
import java.util.List;

/** Python says how it writes a str. */
class PythonReprTest {
  /** Not those that are no characters yet: a newer Unicode may have made them some. */
  private static final String CHARACTERS =
      """
      import sys, unicodedata
      for code in range(0x110000):
          if unicodedata.category(chr(code)) != 'Cn':
              sys.stdout.buffer.write(b'%x %s\\n' % (code, repr(chr(code)).encode()))
      """;

  @EachPython
  void everyCharacter(Python python) {
    List<String> lines = List.of(python.run(CHARACTERS).split("\n"));
    assertTrue(lines.size() > 100_000, () -> lines.size() + " characters");
    for (String line : lines) {
      int blank = line.indexOf(' ');
      int code = Integer.parseInt(line.substring(0, blank), 16);
      assertEquals(line.substring(blank + 1), PythonRepr.of(Character.toString(code)), line);
    }
  }
}
