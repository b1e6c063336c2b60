package io.mmapdict.pickle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.pickle.spi.ByteSlice;
import io.mmapdict.testkit.Command;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams, files, and what is outside of a pickle. Values are PythonTest's matter. */
class UnpicklerTest {
  private static final Codecs CODECS = Codecs.of();
  private static final Unpickler UNPICKLER = CODECS.unpickler();

  /** All shapes of arguments: none, fixed, counted by 1, 4 and 8 bytes, one line, two lines. */
  private static final String EVERY_ARGUMENT =
      "80 05 95 03 00 00 00 00 00 00 00 28 4b 01 8c 01 61 58 01 00 00 00 62"
          + " 96 01 00 00 00 00 00 00 00 63 49 37 0a 4c 38 4c 0a 63 6d 0a 6e 0a 8a 01 09 6c 2e";

  private static byte[] hex(String bytes) {
    return HexFormat.of().parseHex(bytes.replace(" ", ""));
  }

  /** One that gives a byte at a time, and fails where anybody reads beyond its bytes' end. */
  private static InputStream guarded(byte[] bytes) {
    InputStream guard =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("read beyond the pickle");
          }

          @Override
          public int read(byte[] into, int offset, int count) throws IOException {
            return count == 0 ? 0 : read();
          }
        };
    return new SequenceInputStream(new ByteArrayInputStream(bytes), guard);
  }

  private static List<Object> samples() {
    List<Object> samples = new ArrayList<>();
    Object value =
        Arrays.asList(
            1L, 1L << 40, 1.5, "text", "x".repeat(70_000), new byte[300], PyTuple.of(1L), null);
    for (int protocol = 2; protocol <= 5; protocol++) {
      samples.add(CODECS.pickler().protocol(protocol).dump(value));
      samples.add(CODECS.pickler().protocol(protocol).dump(null));
    }
    samples.add(hex(EVERY_ARGUMENT));
    samples.add("(lp0\nI1\na(dp1\nS'a'\nF2.5\nsa.".getBytes(ISO_8859_1));
    return samples;
  }

  private static String described(@Nullable Object value) {
    return value instanceof List<?> list && list.contains(new PyGlobal("m", "n"))
        ? list.toString()
        : Described.of(value);
  }

  @Test
  void noByteBehindAPickleIsRead() throws IOException {
    for (Object sample : samples()) {
      byte[] pickle = (byte[]) sample;
      String expected = described(UNPICKLER.load(pickle));
      assertEquals(expected, described(UNPICKLER.load(guarded(pickle))));
      Iterator<?> one = UNPICKLER.sequence(guarded(pickle));
      assertEquals(expected, described(one.next()));
      assertThrows(UncheckedIOException.class, one::hasNext);
    }
  }

  @Test
  void picklesOneBehindTheOther() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    List<String> expected = new ArrayList<>();
    for (Object sample : samples()) {
      all.write((byte[]) sample);
      expected.add(described(UNPICKLER.load((byte[]) sample)));
    }
    InputStream in = new ByteArrayInputStream(all.toByteArray());
    for (String each : expected) {
      assertEquals(each, described(UNPICKLER.load(in)));
    }
    PickleException e = assertThrows(PickleException.class, () -> UNPICKLER.load(in));
    assertTrue(e.getMessage().contains("ends before its STOP"), e.getMessage());

    for (Iterator<@Nullable Object> sequence :
        List.of(
            UNPICKLER.sequence(new ByteArrayInputStream(all.toByteArray())),
            UNPICKLER.sequence(MemorySegment.ofArray(all.toByteArray())))) {
      List<String> found = new ArrayList<>();
      sequence.forEachRemaining(value -> found.add(described(value)));
      assertEquals(expected, found);
      assertFalse(sequence.hasNext());
      assertThrows(NoSuchElementException.class, sequence::next);
    }
  }

  @Test
  void aSequenceEndsWhereNoPickleStands() {
    byte[] bytes = hex("4b 01 2e ff 4b 02 2e");
    for (Iterator<@Nullable Object> sequence :
        List.of(
            UNPICKLER.sequence(new ByteArrayInputStream(bytes)),
            UNPICKLER.sequence(MemorySegment.ofArray(bytes)))) {
      assertEquals(1L, sequence.next());
      PickleException e = assertThrows(PickleException.class, sequence::next);
      assertTrue(e.getMessage().contains("found the byte 0xff"), e.getMessage());
      assertEquals(0, e.offset());
      assertFalse(sequence.hasNext());
    }
  }

  @Test
  void cutAtEveryByteSaysTheSameAsTheSegment() {
    for (Object sample : samples()) {
      byte[] pickle = (byte[]) sample;
      for (int length = 0; length < pickle.length; length += length < 400 ? 1 : 997) {
        byte[] cut = Arrays.copyOf(pickle, length);
        PickleException expected = assertThrows(PickleException.class, () -> UNPICKLER.load(cut));
        PickleException found =
            assertThrows(
                PickleException.class, () -> UNPICKLER.load(new ByteArrayInputStream(cut)));
        assertEquals(expected.getMessage(), found.getMessage());
        assertEquals(expected.offset(), found.offset());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8e ff ff ff ff ff 00 00 00",
        "8e ff ff ff ff ff ff ff 7f",
        "8e ff ff ff ff ff ff ff ff",
        "8d 00 00 00 7f 00 00 00 00",
        "96 00 00 00 7f 00 00 00 00",
        "42 ff ff ff 7f",
        "58 ff ff ff ff",
        "8b ff ff ff 7f",
        "8b ff ff ff ff",
        "54 ff ff ff ff",
        "80 04 95 ff ff ff ff 01 00 00 00",
        "95 ff ff ff ff ff ff ff ff",
        "95 fe ff ff ff ff ff ff 7f",
      })
  void aLengthThatLiesSaysTheSameAsTheSegment(String start) {
    byte[] pickle = hex(start + " 61 61 61 2e");
    PickleException expected = assertThrows(PickleException.class, () -> UNPICKLER.load(pickle));
    PickleException found =
        assertThrows(PickleException.class, () -> UNPICKLER.load(new ByteArrayInputStream(pickle)));
    assertEquals(expected.getMessage(), found.getMessage());
  }

  /** Run with a heap of 32 MiB: 64 million bytes are claimed, a few come. */
  static final class SmallHeap {
    private SmallHeap() {}

    public static void main(String[] arguments) throws IOException {
      byte[] start = hex(arguments[0]);
      try (InputStream in = new ByteArrayInputStream(Arrays.copyOf(start, start.length + 5000))) {
        UNPICKLER.load(in);
      } catch (PickleException e) {
        System.out.println("refused");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"8e 00 00 00 04 00 00 00 00", "58 00 00 00 04", "95 00 00 00 04 00 00 00 00"})
  void aLengthThatLiesTakesNoMemory(String start) throws IOException {
    String said =
        Command.run(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            "-Xmx32m",
            "-cp",
            System.getProperty("java.class.path"),
            SmallHeap.class.getName(),
            start);
    assertEquals("refused", said.strip());
  }

  /** Dicts of the same keys are filled in one go. */
  @Test
  void dictsOfTheKeysOfTheOneBefore() {
    String pickle =
        "(}(Vx\np1\nI1\nVy\np2\nI2\nu" // x and y
            + "}(g1\nI3\ng2\nI4\nu" // the same
            + "}(g2\nI5\ng1\nI6\nu" // the other way round
            + "}(g1\nI7\ng1\nI8\nu" // one of them twice
            + "}(g1\nI9\nu}(g1\nI10\nu" // one only, twice
            + "}(g1\nI11\ng2\nI12\nu}(g1\nI13\nu0(g1\nI14\nu" // one into a dict that has two
            + "}(u}(ut."; // nothing
    PyTuple dicts = (PyTuple) UNPICKLER.load(pickle.getBytes(ISO_8859_1));
    assertEquals(
        "({x=1, y=2}, {x=3, y=4}, {y=5, x=6}, {x=8}, {x=9}, {x=10}, {x=14, y=12}, {}, {})",
        dicts.toString());
    @SuppressWarnings("unchecked")
    Map<Object, Object> same = (Map<Object, Object>) dicts.get(1);
    assertEquals(3L, same.put("x", 0L));
    assertNull(same.put("z", 1L));
    assertEquals(Map.of("x", 0L, "y", 4L, "z", 1L), same);
    assertEquals(Map.of("x", 1L, "y", 2L), dicts.get(0));
  }

  @Test
  void files(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("pickle");
    byte[] bytes = {1, 2, 3};
    CODECS.pickler().dump(Map.of("k", bytes), file);
    assertArrayEquals(bytes, (byte[]) ((Map<?, ?>) UNPICKLER.load(file)).get("k"));
    ByteSlice slice;
    try (Arena arena = Arena.ofConfined()) {
      slice = (ByteSlice) ((Map<?, ?>) UNPICKLER.bytesAsSlices().load(file, arena)).get("k");
      assertTrue(slice.segment().isMapped());
      assertArrayEquals(bytes, slice.toByteArray());
    }
    assertThrows(IllegalStateException.class, slice::toByteArray);
    Files.write(file, new byte[0]);
    assertThrows(PickleException.class, () -> UNPICKLER.load(file));
    try (Arena arena = Arena.ofConfined()) {
      assertThrows(PickleException.class, () -> UNPICKLER.load(file, arena));
    }
    assertThrows(IOException.class, () -> UNPICKLER.load(folder.resolve("none")));
  }

  @Test
  void limitsAreThoseOfTheCodecs() {
    Unpickler small = CODECS.withLimits(new PickleLimits(100, 100, 100, 100, 100, 10)).unpickler();
    byte[] pickle = CODECS.pickler().dump("x".repeat(101));
    assertThrows(PickleException.class, () -> small.load(pickle));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "95 02 00 00 00 00 00 00 00 4a 01 00 00 00 2e | 9 | BININT goes beyond its frame, which ends at 11",
        "95 0a 00 00 00 00 00 00 00 95 01 00 00 00 00 00 00 00 4e 2e | 9 | FRAME stands in a frame that ends at 19",
        "82 07 2e | 0 | EXT1 names an object by a code, the number 7, which only the program knows",
        "83 07 01 2e | 0 | copyreg.remove_extension",
        "84 07 00 00 00 2e | 0 | write the pickle anew in Python",
        "50 61 62 0a 2e | 0 | PERSID names an object outside the pickle by the id ab; say which",
        "4e 51 2e | 1 | BINPERSID names an object outside the pickle by the id None; say which it is with Unpickler.persistentIds",
        "50 e9 0a 2e | 0 | PERSID expects ASCII",
        "97 2e | 0 | hand over all that its writer took out, in their order, to Unpickler.buffers",
        "4e 98 2e | 1 | READONLY_BUFFER expects a buffer, found None",
      })
  void isRefused(String hex, long offset, String message) {
    PickleException e = assertThrows(PickleException.class, () -> UNPICKLER.load(hex(hex)));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertEquals(offset, e.offset());
  }

  @Test
  void framesThatAreKept() {
    assertNull(UNPICKLER.load(hex("95 02 00 00 00 00 00 00 00 4e 2e")));
    assertEquals(
        PyTuple.of(1L, null),
        UNPICKLER.load(
            hex(
                "80 04 95 02 00 00 00 00 00 00 00 4b 01 95 00 00 00 00 00 00 00 00 4e 95 02 00 00"
                    + " 00 00 00 00 00 86 2e")));
  }

  @Test
  void anObjectOfAPersistentIdStandsWhereItStood() {
    byte[] pickle = hex("5d 28 4b 01 51 4b 02 51 65 2e");
    Object one = new Object();
    List<?> list = (List<?>) UNPICKLER.persistentIds(id -> id.equals(1L) ? one : null).load(pickle);
    assertSame(one, list.get(0));
    assertNull(list.get(1));
  }

  @Test
  void whatTheFunctionOfPersistentIdsThrowsSaysWhere() {
    byte[] pickle = hex("4e 30 4b 01 51 2e");
    IllegalStateException fault = new IllegalStateException("gone");
    PickleException e =
        assertThrows(
            PickleException.class,
            () ->
                UNPICKLER
                    .persistentIds(_ -> {
                      throw fault;
                    })
                    .load(pickle));
    assertSame(fault, e.getCause());
    assertEquals(4, e.offset());
    assertTrue(e.getMessage().contains("persistent id 1"), e.getMessage());
    e =
        assertThrows(
            PickleException.class,
            () ->
                UNPICKLER
                    .persistentIds(_ -> {
                      throw new PickleException("no such row", PickleException.NO_OFFSET);
                    })
                    .load(pickle));
    assertEquals("no such row (at offset 4)", e.getMessage());
  }

  /** A small pickle may ask for as much work as its buffers are worth. */
  @Test
  void aLargeBufferIsCopiedByACall() {
    byte[] call = hex("80 05 63 6275696c74696e73 0a 627974656172726179 0a 97 85 52 2e");
    byte[] large = new byte[20 << 20];
    large[7] = 7;
    assertEquals(
        PyByteArray.wrap(large),
        UNPICKLER.buffers(List.of(MemorySegment.ofArray(large))).load(call));
  }

  @Test
  void aSequenceTakesItsBuffersOnce() {
    byte[] twice = hex("97 2e 97 98 2e");
    MemorySegment one = MemorySegment.ofArray(new byte[] {1});
    MemorySegment two = MemorySegment.ofArray(new byte[] {2});
    Iterator<@Nullable Object> sequence =
        UNPICKLER.buffers(List.of(one, two)).sequence(MemorySegment.ofArray(twice));
    assertEquals(new ByteSlice(one, -1, true), sequence.next());
    ByteSlice second = (ByteSlice) sequence.next();
    assertArrayEquals(new byte[] {2}, second.toByteArray());
    assertFalse(second.mutable());
  }
}
