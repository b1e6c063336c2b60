package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.pickle.spi.Encoding;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Entries made to bring a reader down: each is refused with file, key and offset or read, in
 * bounded time and memory, and leaves the file and the entries beside it as they are.
 */
@Damaged
class HostileEntryTest {
  private static final int MANY = 200_000;

  /**
   * A value's opcodes.
   *
   * @param refusedFor words of the message, or empty where the value can be read
   */
  record Hostile(
      String name, @SuppressWarnings("ArrayRecordComponent") byte[] opcodes, String refusedFor) {
    @Override
    public String toString() {
      return name;
    }
  }

  @TempDir Path folder;

  static Stream<Hostile> entries() {
    return Stream.of(
        new Hostile("bytes of 2^63 - 1", hex("8e ffffffffffffff7f"), "bytes, but"),
        new Hostile("bytes of 2^64 - 1", hex("8e ffffffffffffffff"), "length below 2^63"),
        new Hostile("a bytearray of 2^62", hex("96 0000000000000040"), "bytes, but"),
        new Hostile("a str of 4 GiB", hex("58 ffffffff"), "bytes, but"),
        new Hostile("an int of 2 GiB", hex("8b ffffff7f"), "bytes, but"),
        new Hostile("an int of negative length", hex("8b ffffffff"), "length below 2^63"),
        new Hostile("a line without end", ascii("I123"), "expects a line"),
        new Hostile("no value", hex("4e 30"), "expected one value"),
        new Hostile("two values", hex("4e 4e"), "expected one value"),
        new Hostile("pops what is not there", hex("30"), "found none"),
        new Hostile("a mark that is not there", hex("74"), "expects a mark"),
        new Hostile("a memo index that is not there", hex("68 07"), "no index 7"),
        new Hostile("a memo index of 2^32 - 1", hex("4e 72 ffffffff"), ""),
        new Hostile("no opcode", hex("ff"), "expected a pickle opcode"),
        new Hostile("a dict with one thing too few", hex("28 4e 64"), "keys and values in turn"),
        new Hostile("a list as a key", hex("7d 5d 4e 73"), "Python can hash"),
        new Hostile("appends to an int", hex("4b01 4b02 61"), "expects a list"),
        new Hostile("calls an int", hex("4b01 29 52"), "something to call"),
        new Hostile("lists in lists", repeated("5d", MANY, "61", MANY - 1), ""),
        new Hostile("tuples in tuples", repeated("29", 1, "85", MANY), ""),
        new Hostile("tuples in a key", key(repeated("29", 1, "85", MANY)), "nested deeper"),
        new Hostile("marks", repeated("28", MANY, "", 0), "expected one value"),
        new Hostile("a tuple of 2^64 nodes", repeated("29 71 00", 1, "68 00 86 71 00", 64), ""),
        new Hostile("doubled tuples", join(hex("29"), repeated("32 86", 64, "", 0)), ""),
        new Hostile(
            "doubled tuples as a key",
            key(join(hex("29"), repeated("32 86", 64, "", 0))),
            "more than"),
        new Hostile("many keys of many nodes", manyKeys(), "more work"),
        new Hostile("many copies of large bytes", manyCopies(), "more work"),
        new Hostile("many sets of a large list", manySets(), "more work"),
        new Hostile("a chain of calls as a key", callChain(), ""),
        new Hostile("a long int in digits", ascii("L" + "9".repeat(1 << 20) + "L\n"), "digits"),
        new Hostile("digits below the limit", ascii("I" + "9".repeat(1 << 19) + "\n"), "more work"),
        new Hostile("a list in itself", hex("5d 71 00 68 00 61"), ""),
        new Hostile("a build of a build", hex("4e 4e 62"), "takes a state"));
  }

  @ParameterizedTest
  @MethodSource("entries")
  @Timeout(60)
  void isRefusedOrRead(Hostile hostile) throws Exception {
    Path file = folder.resolve("hostile.mmdpickle");
    write(file, hostile.opcodes);
    byte[] before = Files.readAllBytes(file);
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      if (hostile.refusedFor.isEmpty()) {
        Objects.requireNonNullElse(dict.get("hostile"), "None");
      } else {
        MmapDictException e = assertThrows(MmapDictException.class, () -> dict.get("hostile"));
        assertEquals(file, e.file());
        assertEquals("hostile", e.key());
        assertTrue(e.offset() >= FileLayout.HEADER_BYTES, e.getMessage());
        assertTrue(e.offset() <= before.length, e.getMessage());
        assertTrue(e.getMessage().contains(hostile.refusedFor), e.getMessage());
      }
      assertEquals("before", dict.get("a"));
      assertEquals("behind", dict.get("z"));
    }
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  /** More values than there is memory for: an error of the library's, not the JVM's. */
  @Test
  void aValueLargerThanMemoryIsRefused() throws Exception {
    Path file = folder.resolve("large.mmdpickle");
    write(file, repeated("5d", 30_000_000, "", 0));
    Process small = Jvm.builder(Reading.class, file).start();
    assertEquals(0, small.waitFor());
  }

  /** Reads in a process with a small heap. */
  static final class Reading {
    private Reading() {}

    public static void main(String[] arguments) {
      try (MmapDict dict = MmapDict.open(Path.of(arguments[0]), OpenMode.READ_ONLY)) {
        MmapDictException e = assertThrows(MmapDictException.class, () -> dict.get("hostile"));
        assertTrue(e.getMessage().contains("more memory than Java may use"), e.getMessage());
        assertEquals("behind", dict.get("z"));
      }
    }
  }

  private static void write(Path file, byte[] opcodes) throws Exception {
    Files.deleteIfExists(file);
    OpenFile open = OpenFiles.toWrite(file);
    try {
      open.writer.change("a", open.values.encode("a", "before"), now -> true);
      open.writer.change("hostile", Encoding.ofOpcodes(opcodes, 4), now -> true);
      open.writer.change("z", open.values.encode("z", "behind"), now -> true);
    } finally {
      open.close();
    }
  }

  /** 100,000 dict entries whose keys all are one tuple of 2^20 nodes, and a number. */
  private static byte[] manyKeys() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(join(hex("7d 29"), repeated("32 86", 20, "", 0), hex("71 00 30")));
    for (int i = 0; i < 100_000; i++) {
      out.writeBytes(hex("68 00 4a"));
      out.writeBytes(little(4).putInt(i).array());
      out.writeBytes(hex("86 4e 73"));
    }
    return out.toByteArray();
  }

  /** A list of 100,000 bytearrays, each made of the same MiB of bytes. */
  private static byte[] manyCopies() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(hex("8e 0000100000000000"));
    out.writeBytes(new byte[1 << 20]);
    out.writeBytes(ascii("q\0" + "0" + "cbuiltins\nbytearray\nq\u0001" + "0]"));
    out.writeBytes(repeated("68 01 68 00 85 52 61", 100_000, "", 0));
    return out.toByteArray();
  }

  /** A list of 100,000 frozensets, each of the same list of 100,000 numbers. */
  private static byte[] manySets() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(hex("5d 28"));
    for (int i = 0; i < 100_000; i++) {
      out.writeBytes(little(5).put((byte) 0x4a).putInt(i).array());
    }
    out.writeBytes(ascii("eq\0" + "0" + "cbuiltins\nfrozenset\nq\u0001" + "0]"));
    out.writeBytes(repeated("68 01 68 00 85 52 61", 100_000, "", 0));
    return out.toByteArray();
  }

  /** {@code {f()()()...: None}}. */
  private static byte[] callChain() {
    return join(hex("7d"), ascii("chere\nf\n"), repeated("29 52", MANY, "", 0), hex("4e 73"));
  }

  private static byte[] key(byte[] key) {
    return join(hex("7d"), key, hex("4e 73"));
  }

  private static byte[] repeated(String first, int firstTimes, String then, int thenTimes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < firstTimes; i++) {
      out.writeBytes(hex(first));
    }
    for (int i = 0; i < thenTimes; i++) {
      out.writeBytes(hex(then));
    }
    return out.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }
}
