package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mmapdict.pickle.PyByteArray;
import io.mmapdict.pickle.PyComplex;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.viewer.JsonOut;
import io.mmapdict.viewer.ViewerException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The mapping of docs/command-line.md, value by value. */
class JsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "-9223372036854775808",
        "9223372036854775808",
        "1180591620717411303424",
        "0.1",
        "\"hé☃𝄞\\n\\u0000\\\"\\\\\"",
        "\"\\ud800 and \\udc00\"",
        "[1,[2.5,null],{}]",
        "{\"b\":1,\"a\":{\"\":[]}}",
        "{\"$bytes\":\"AP8=\"}",
        "{\"$bytearray\":\"\"}",
        "{\"$complex\":[1.0,\"-Infinity\"]}",
        "{\"$dict\":[[1,\"one\"],[[1,2],\"tuple\"],[null,0]]}",
        "{\"$dict\":[[\"$bytes\",1]]}"
      })
  void comesBackAsItWas(String json) {
    assertEquals(json, JsonOut.of(JsonIn.parse(json)));
  }

  @Test
  void readsIntoTheTypesOfPython() {
    assertEquals(5L, JsonIn.parse("5"));
    assertEquals(new BigInteger("9223372036854775808"), JsonIn.parse("9223372036854775808"));
    assertEquals(1e300, JsonIn.parse("1e300"));
    assertEquals(Double.NEGATIVE_INFINITY, JsonIn.parse("-Infinity"));
    assertEquals(Double.NaN, JsonIn.parse(" NaN "));
    assertEquals("NaN", JsonIn.parse("\"NaN\""));
    assertEquals(Arrays.asList(true, null, "x"), JsonIn.parse("[true,null,\"x\"]"));
    assertEquals(new PyComplex(1, -2), JsonIn.parse("{\"$complex\":[1,-2]}"));
    assertArrayEquals(new byte[] {0, -1}, (byte[]) JsonIn.parse("{\"$bytes\":\"AP8=\"}"));
    assertEquals(PyByteArray.wrap(new byte[] {1}), JsonIn.parse("{\"$bytearray\": \"AQ==\"}"));
  }

  @Test
  void writesWhatJsonHasNoNameFor() {
    assertEquals("[1,\"two\"]", JsonOut.of(PyTuple.of(1L, "two")));
    assertEquals("[3]", JsonOut.of(Set.of(3L)));
    assertEquals(
        "[\"NaN\",\"Infinity\",\"-Infinity\"]",
        JsonOut.of(List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)));
    assertEquals("{\"$dict\":[[[1,2],\"a\"]]}", JsonOut.of(Map.of(PyTuple.of(1L, 2L), "a")));
  }

  @Test
  void refusesCyclesAndDepthButNotSharing() {
    List<Object> shared = List.of("x");
    assertEquals("[[\"x\"],[\"x\"]]", JsonOut.of(List.of(shared, shared)));
    List<Object> cycle = new ArrayList<>();
    cycle.add(List.of(cycle));
    assertEquals(
        "the value contains itself, which JSON cannot hold; get it with --pickle",
        assertThrows(ViewerException.class, () -> JsonOut.of(cycle)).getMessage());
    Object deep = "x";
    for (int i = 0; i < 1000; i++) {
      deep = List.of(deep);
    }
    Object within = deep;
    assertEquals("[".repeat(1000) + "\"x\"" + "]".repeat(1000), JsonOut.of(within));
    assertEquals(within, JsonIn.parse(JsonOut.of(within)));
    assertEquals(
        "the value is nested deeper than 1000 levels, too deep for JSON; get it with --pickle",
        assertThrows(ViewerException.class, () -> JsonOut.of(List.of(within))).getMessage());
    assertThrows(Fault.class, () -> JsonIn.parse("[".repeat(1001) + "]".repeat(1001)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``| no JSON value, the text is empty",
        "[1] 2| one JSON value is expected, and more follows it at column 5",
        "1e400| 1e400 is beyond a float at column 1",
        "{\"$bytes\": 1}| $bytes wants a string of base64",
        "{\"$bytes\": \"?\"}| $bytes wants a string of base64",
        "{\"$complex\": [1]}| $complex wants [re, im]",
        "{\"$dict\": [[1]]}| $dict wants pairs: [[key, value], ...]",
        "{\"$dict\": 1}| $dict wants a list of pairs: [[key, value], ...]",
        "{\"$ndarray\": {}}| $ndarray only describes an array; put one with --npy or --pickle",
        "{\"$x\": 1}| unknown $x; a dict with such a key is {\"$dict\": [[\"$x\", v]]}",
        "{\"a\": 1, \"$x\": 1}| $x must stand alone in its object; a dict with such a key is"
            + " {\"$dict\": [[k, v]]}",
      })
  void saysWhatIsWrong(String json, String message) {
    assertEquals(message, assertThrows(Fault.class, () -> JsonIn.parse(json)).getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1,", "nul", "{\"a\":1,\"a\":2}", "{'a':1}", "[1 2]", "01", "\"\t\""})
  void refusesWhatIsNoJson(String json) {
    String message = assertThrows(Fault.class, () -> JsonIn.parse(json)).getMessage();
    assertEquals("bad JSON at column ", message.replaceFirst("\\d+: .*", ""));
    assertEquals(1, message.lines().count());
  }
}
