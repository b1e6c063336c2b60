package io.mmapdict.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The smallest pickle for each way in which one can be wrong. */
class InvalidPickleTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ff 2e | 0 | expected a pickle opcode, found the byte 0xff",
        "4e | 1 | the pickle ends before its STOP",
        "2e | 0 | STOP expects a value on the stack, found none",
        "30 2e | 0 | POP expects a value on the stack, found none",
        "28 2e | 1 | STOP expects a value on the stack, found a mark",
        "4e 28 86 2e | 2 | TUPLE2 expects a value on the stack, found a mark",
        "4e 74 2e | 1 | TUPLE expects a mark on the stack, found none",
        "80 06 4e 2e | 0 | expected a protocol from 0 to 5, found 6",
        "4a 01 02 03 | 0 | BININT expects 4 bytes, but 3 are left",
        "95 ff 00 00 00 00 00 00 00 4e 2e | 0 | FRAME says 255 bytes, but 2 are left",
        "95 ff ff ff ff ff ff ff ff 4e 2e | 0 | FRAME expects a length below 2^63",
        "96 ff ff ff ff ff ff ff 7f 4e 2e | 0 | BYTEARRAY8 expects 9223372036854775807 bytes",
        "8e ff ff ff ff ff ff ff ff 2e | 0 | BINBYTES8 expects a length below 2^63",
        "42 ff ff ff ff 2e | 0 | BINBYTES expects 4294967295 bytes, but 1 are left",
        "54 ff ff ff ff 2e | 0 | BINSTRING expects a length below 2^63",
        "8c 02 c3 28 2e | 2 | expected UTF-8",
        "8c 03 e0 80 80 2e | 2 | expected UTF-8",
        "8c 04 f5 80 80 80 2e | 2 | expected UTF-8",
        "49 78 0a 2e | 0 | expected an int as text, found \"x\"",
        "49 31 2e | 0 | INT expects a line",
        "46 30 78 31 0a 2e | 0 | expected a float as text",
        "53 61 0a 2e | 1 | STRING expects a str in quotes",
        "68 05 2e | 0 | the memo has no index 5",
        "5d 61 2e | 1 | APPEND expects a value on the stack, found none",
        "4e 4e 61 2e | 2 | APPEND expects a list, found None",
        "28 4e 64 2e | 2 | DICT expects keys and values in turn, found 1",
        "7d 5d 4e 73 2e | 3 | expected a dict key or set element that Python can hash, found list",
        "8f 28 7d 90 2e | 3 | expected a dict key or set element that Python can hash, found dict",
        "4e 29 52 2e | 2 | REDUCE expects something to call, found None",
        "63 61 0a 62 0a 4e 52 2e | 6 | REDUCE expects a tuple of arguments, found None",
        "4e 4e 93 2e | 2 | STACK_GLOBAL expects a module and a name",
        "5d 4e 62 2e | 2 | BUILD expects an object that takes a state, found list",
        "28 6f 2e | 1 | OBJ expects a class above the mark, found none",
        "82 01 2e | 0 | EXT1 names an object by a code",
        "50 61 0a 2e | 0 | PERSID names an object outside",
        "4e 51 2e | 1 | BINPERSID names an object outside",
        "97 2e | 0 | NEXT_BUFFER takes a buffer from outside",
      })
  void isRefused(String hex, long offset, String message) {
    byte[] pickle = HexFormat.of().parseHex(hex.replace(" ", ""));
    PickleException e =
        assertThrows(PickleException.class, () -> Codecs.of().load(MemorySegment.ofArray(pickle)));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertEquals(offset, e.offset(), e.getMessage());
  }

  @Test
  void limitsAreKept() {
    PickleLimits small = new PickleLimits(100, 100, 100, 100, 100, 10);
    Codecs codecs = Codecs.of().withLimits(small);
    Object key = PyTuple.of();
    for (int i = 0; i < 20; i++) {
      key = PyTuple.of(key);
    }
    Object laughs = PyTuple.of(1L, 2L, 3L);
    for (int i = 0; i < 5; i++) {
      laughs = PyTuple.of(laughs, laughs, laughs);
    }
    for (Object value :
        List.of(
            "x".repeat(101),
            BigInteger.ONE.shiftLeft(900),
            Collections.nCopies(200, 1L),
            Map.of(key, 1),
            Map.of(laughs, 1))) {
      byte[] pickle = Codecs.of().dump(value);
      assertThrows(PickleException.class, () -> codecs.load(MemorySegment.ofArray(pickle)));
    }
  }

  /** Each Counter hashes the key anew: a tuple of 100,000, which stands in the pickle once. */
  @Test
  void callsThatHashTheSameKeyAgainAndAgainAreRefused() {
    MemorySegment some = counters(100);
    assertEquals(100, ((List<?>) Codecs.of().load(some)).size());
    PickleException e = assertThrows(PickleException.class, () -> Codecs.of().load(counters(400)));
    assertTrue(e.getMessage().contains("asks for more work"), e.getMessage());
  }

  private static MemorySegment counters(int count) {
    String key = "(" + "N".repeat(100_000) + "t";
    String pickle =
        "}"
            + key
            + "K\1sq\0"
            + "0ccollections\nCounter\nq\1"
            + "0]("
            + "h\1h\0\u0085R".repeat(count);
    return MemorySegment.ofArray((pickle + "e.").getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void cutAtEveryByte() {
    Object value =
        List.of(1L, 1L << 40, 1.5, "text", new byte[300], PyTuple.of(1L, "x"), Map.of("k", 2L));
    byte[] pickle = Codecs.of().dump(value);
    for (int length = 0; length < pickle.length; length++) {
      MemorySegment cut = MemorySegment.ofArray(Arrays.copyOf(pickle, length));
      assertThrows(PickleException.class, () -> Codecs.of().load(cut));
    }
  }

  /** Regular expressions go as deep as there are underlines. */
  @Test
  void digitsWithManyUnderlinesTakeNoStack() {
    for (String type : List.of("I", "L", "F")) {
      byte[] pickle = (type + "0_".repeat(400) + "7\n.").getBytes(StandardCharsets.US_ASCII);
      assertEquals(7, ((Number) Codecs.of().load(MemorySegment.ofArray(pickle))).intValue());
    }
    byte[] pickle = ("I" + "0_".repeat(20_000) + "7\n.").getBytes(StandardCharsets.US_ASCII);
    assertEquals(7L, Codecs.of().load(MemorySegment.ofArray(pickle)));
  }

  /** A value of a codec in the memo at many places, and one text that is read again and again. */
  @Test
  void whatStandsInTheMemoTakesTimeOnceOnly() {
    String many = "cuuid\nUUID\n)\u0081" + "\u0094".repeat(300_000) + ".";
    String digits = "X\20'\0\0" + "1".repeat(10_000);
    String again =
        "cfractions\nFraction\nq\0" + digits + "\u0085q\1" + "h\0h\1R".repeat(50_000) + ".";
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          Codecs.of().load(MemorySegment.ofArray(many.getBytes(StandardCharsets.ISO_8859_1)));
          byte[] pickle = again.getBytes(StandardCharsets.ISO_8859_1);
          assertThrows(
              PickleException.class, () -> Codecs.of().load(MemorySegment.ofArray(pickle)));
        });
  }
}
