package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Values made of many opcodes, checked by a process with a heap of 48 MiB: never its end. */
@Damaged
class CheckInLittleMemoryTest {
  private static final int MANY = 9_000_000;

  @TempDir Path folder;

  @Test
  @Timeout(60)
  void aDeepStackIsFollowed() throws Exception {
    assertEquals(
        "DAMAGE: the value leaves 9000000 objects and 0 marks, expected one object",
        found(1, value -> repeat(value, FileLayout.NONE)));
    assertEquals(
        "DAMAGE: the value leaves 0 objects and 9000000 marks, expected one object",
        found(1, value -> repeat(value, FileLayout.MARK)));
  }

  @Test
  @Timeout(60)
  void aLargeMemoIsFollowed() throws Exception {
    assertEquals("sound", found(Integer.MAX_VALUE, value -> memo(value, 1)));
  }

  /** Nobody writes them with gaps. There is no memory to tell, nor for whoever reads the value. */
  @Test
  @Timeout(60)
  void aMemoOfGapsIsSaidToBeTooLarge() throws Exception {
    assertEquals(
        "NOTE: not all of it is checked: the value needs more memory than Java may take",
        found(Integer.MAX_VALUE, value -> memo(value, 64)));
  }

  /** Writes opcodes. */
  private interface Value {
    void writeTo(OutputStream out) throws IOException;
  }

  private static void repeat(OutputStream out, byte opcode) throws IOException {
    for (int i = 0; i < MANY; i++) {
      out.write(opcode);
    }
  }

  /** None, kept in the memo again and again. */
  private static void memo(OutputStream out, int step) throws IOException {
    out.write(FileLayout.NONE);
    ByteBuffer put = ByteBuffer.allocate(5).order(ByteOrder.LITTLE_ENDIAN).put((byte) 'r');
    for (int i = 0; i < 1_000_000; i++) {
      out.write(put.putInt(1, step * i).array());
    }
  }

  /** The first finding of a file with such a value. */
  private String found(int memoMax, Value value) throws Exception {
    Path file = folder.resolve("large.mmdpickle");
    Path opcodes = folder.resolve("opcodes");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(opcodes))) {
      value.writeTo(out);
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(FileLayout.header(2));
      out.write(FileLayout.frameHead(3 + Files.size(opcodes) + FileLayout.TRAILER_BYTES));
      out.write(new byte[] {FileLayout.SHORT_BINUNICODE, 1, 'a'});
      Files.copy(opcodes, out);
      out.write(Trailer.bytes(memoMax, FileLayout.LIVE));
      out.write(FileLayout.terminator());
    }
    ProcessBuilder child = Jvm.builder(Checking.class, file);
    child.command().replaceAll(each -> each.startsWith("-Xmx") ? "-Xmx48m" : each);
    Process small = child.redirectOutput(ProcessBuilder.Redirect.PIPE).start();
    String said = new String(small.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, small.waitFor());
    return said.replaceFirst("; bytes .*", "").strip();
  }

  /** Checks in a process with a small heap. */
  static final class Checking {
    private Checking() {}

    public static void main(String[] arguments) throws IOException {
      CheckReport report = FileCheck.of(Path.of(arguments[0]));
      System.out.println(
          report.findings().stream()
              .map(finding -> finding.severity() + ": " + finding.what())
              .findFirst()
              .orElse("sound"));
    }
  }
}
