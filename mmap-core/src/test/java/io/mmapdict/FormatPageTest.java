package io.mmapdict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The listing in {@code docs/format.md} is a file, and the one that we write. */
class FormatPageTest {
  private static final Path PAGE = Path.of("../docs/format.md");
  private static final int HEX_START = 6;
  private static final int HEX_END = 53;

  @TempDir Path folder;

  @Test
  void theListingIsAFile() throws IOException {
    Path file = folder.resolve("listed.mmdpickle");
    Files.write(file, listing());
    assertEquals("{'a'='hello'}", Oracle.load(file).toString());
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      assertEquals("{a=hello}", new java.util.TreeMap<>(dict).toString());
    }
  }

  @Test
  void itIsTheFileThatWeWrite() throws IOException {
    Path file = folder.resolve("written.mmdpickle");
    try (MmapDict dict = MmapDict.open(file)) {
      dict.set("a", "hello");
    }
    byte[] listed = listing();
    int epoch = (int) FileLayout.epochOffset(FileLayout.HEADER_BYTES + FileLayout.KEY + 46);
    byte[] written = Files.readAllBytes(file);
    little(written).putLong(epoch, little(listed).getLong(epoch));
    assertArrayEquals(listed, written, () -> HexFormat.of().formatHex(written));
  }

  /** Each line: the offset, at most 16 bytes, what they are. */
  private static byte[] listing() throws IOException {
    String page = Files.readString(PAGE);
    int start = page.indexOf("```hexdump\n") + "```hexdump\n".length();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String line : page.substring(start, page.indexOf("```", start)).split("\n", -1)) {
      if (!line.isEmpty()) {
        assertEquals(bytes.size(), Integer.parseInt(line.substring(0, 4), 16), line);
        String hex = line.substring(HEX_START, Math.min(HEX_END, line.length())).strip();
        bytes.writeBytes(HexFormat.ofDelimiter(" ").parseHex(hex));
      }
    }
    assertTrue(bytes.size() > FileLayout.HEADER_BYTES);
    return bytes.toByteArray();
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
