package io.mmapdict.cli;

import io.mmapdict.MmapDict;
import io.mmapdict.MmapDictException;
import io.mmapdict.viewer.JsonOut;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * {@code put --lines}: standard input into a file, line by line. A key that is printed is stored:
 * whoever reads standard output may rely on it, whatever happens next.
 */
final class Lines {
  private Lines() {}

  /**
   * Stores all lines. The file is made when the first good line is there.
   *
   * @throws Fault at the first bad line; the lines before it are stored
   */
  static void store(Path file) {
    InputStream in = new BufferedInputStream(new FileInputStream(FileDescriptor.in), 1 << 16);
    MmapDict dict = null;
    long number = 0;
    try {
      for (byte[] line = next(in); line != null; line = next(in)) {
        number++;
        String text = decode(line);
        if (text.isBlank()) {
          continue;
        }
        JsonIn.Line parsed = JsonIn.parseLine(text);
        if (dict == null) {
          dict = Opening.toStore(file);
        }
        PutCommand.store(dict, parsed.key(), parsed.value());
        Output.printLine(printable(parsed.key()));
        Output.flush();
      }
    } catch (Fault | MmapDictException e) {
      throw new Fault("line %d: %s%s".formatted(number, e.getMessage(), kept(number)), e);
    } catch (IOException e) {
      throw new Fault("standard input: %s%s".formatted(Failures.reason(e), kept(number + 1)), e);
    } finally {
      if (dict != null) {
        dict.close();
      }
    }
  }

  private static String kept(long bad) {
    return bad > 1 ? " (the lines before it are stored)" : " (nothing is stored)";
  }

  /** The bytes up to the next line feed, or null at the end. */
  private static byte @Nullable [] next(InputStream in) throws IOException {
    int b = in.read();
    if (b < 0) {
      return null;
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (; b >= 0 && b != '\n'; b = in.read()) {
      line.write(b);
    }
    return line.toByteArray();
  }

  private static String decode(byte[] line) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
    } catch (CharacterCodingException e) {
      throw new Fault("the line is not UTF-8", e);
    }
  }

  /** A key on one line: as it is, or as a JSON string where that would not be one or look so. */
  static String printable(String key) {
    boolean plain = !key.startsWith("\"") && key.chars().noneMatch(c -> c < 0x20);
    return plain ? key : JsonOut.of(key);
  }
}
