package io.mmapdict.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.pickle.PyTuple;
import io.mmapdict.testkit.Python;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PythonLiteralTest {
  /** Printed by each Python, parsed and written here, compared by Python with what it was. */
  private static final String VALUES =
      """
      values = [None, True, False, 0, -5, 2 ** 63 - 1, -2 ** 63, '', 'a b', "it's", '"', '\\\\',
                '\\n\\t\\x00\\x7f\\x85', u'\\xe9', u'\\u20ac', u'\\U0001f600', (), (1,), (1, 2), [], [[]],
                [('a', '<i4'), (('title', 'b'), [('c', '|S3', (2, 3))])], ((((),),),), ('a,',)]
      """;

  @Test
  void whatEveryPythonPrintsIsRead() throws Exception {
    for (Python python : Python.plain()) {
      String printed = python.run(VALUES + "for v in values: print(repr(v))\n");
      StringBuilder ours = new StringBuilder("ours = [\n");
      for (String line : printed.lines().toList()) {
        ours.append(PythonLiteral.text(PythonLiteral.parse(line))).append(",\n");
      }
      String check = "]\nassert ours == values, [p for p in zip(ours, values) if p[0] != p[1]]\n";
      Python.any().run(VALUES + ours + check);
    }
  }

  @Test
  void formsThatOtherPythonsWrote() throws Exception {
    assertEquals(3L, PythonLiteral.parse("3L"));
    assertEquals(3L, PythonLiteral.parse("(3)"));
    assertEquals(PyTuple.of(3L), PythonLiteral.parse(" ( 3L , ) \n"));
    assertEquals(List.of("a", "b"), PythonLiteral.parse("[u'a', b\"b\",]"));
    assertEquals("\\n", PythonLiteral.parse("r'\\n'"));
    assertEquals("\n", PythonLiteral.parse("'\\12'"));
    assertEquals("\\q", PythonLiteral.parse("'\\q'"));
    assertEquals(
        Map.of("a", 1L, PyTuple.of(1L, 2L), List.of()),
        PythonLiteral.parse("{'a':1,(1,2):[ ] , }"));
  }

  @Test
  void whatIsNoLiteralIsRefusedAtItsPlace() {
    refused("", 0, "expected a literal, found its end");
    refused("  x", 2, "the name x");
    refused("__import__('os')", 0, "found '_'");
    refused("{'a' 1}", 5, "expected ':'");
    refused("{'a': 1", 7, "expected ',' or '}', found its end");
    refused("[1 2]", 3, "expected ',' or ']', found '2'");
    refused("(1,]", 3, "found ']'");
    refused("[] []", 3, "the end of the literal");
    refused("{[]: 1}", 1, "hash");
    refused("9223372036854775808", 0, "64 bits");
    refused("-", 0, "64 bits");
    refused("'abc", 0, "the end of the str");
    refused("'abc\\", 0, "the end of the str");
    refused("'\\x4'", 4, "2 hexadecimal digits");
    refused("'\\U00110000'", 3, "U+00110000");
    refused("'\\N{DASH}'", 1, "by its name");
    refused("1.5", 1, "the end of the literal");
    refused("\0", 0, "expected a literal");
  }

  @Test
  void noDepthIsTooDeepForTheStack() {
    for (String open : List.of("(", "[", "{1:")) {
      refused(open.repeat(1_000_000), 200 * open.length(), "nested deeper than 200");
    }
  }

  private static void refused(String text, int at, String why) {
    PythonLiteral.Fault e =
        assertThrows(PythonLiteral.Fault.class, () -> PythonLiteral.parse(text), text);
    assertEquals(at, e.at(), () -> e.getMessage() + " in " + brief(text));
    assertTrue(String.valueOf(e.getMessage()).contains(why), e.getMessage());
  }

  private static String brief(String text) {
    return Arrays.toString(text.substring(0, Math.min(40, text.length())).toCharArray());
  }
}
