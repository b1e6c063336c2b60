package io.mmapdict.pickle;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** What lies in {@code golden/pickles.txt}; {@code golden.py} writes it, and says what is there. */
final class GoldenPickles {
  private static final Path FILE = Path.of("src/test/resources/golden/pickles.txt");
  private static final int LONGEST = 200;

  /**
   * A pickle that CPython wrote.
   *
   * @param value Python's expression
   * @param text what it must be read as
   * @param versions which ones wrote it
   */
  record Golden(
      String value,
      String text,
      List<String> versions,
      int protocol,
      @SuppressWarnings("ArrayRecordComponent") byte[] pickle) {
    @Override
    public String toString() {
      return value + ", protocol " + protocol + " of " + versions;
    }
  }

  private GoldenPickles() {}

  static List<Golden> all() {
    List<Golden> all = new ArrayList<>();
    String value = "";
    String text = "";
    try {
      for (String line : Files.readAllLines(FILE)) {
        if (line.startsWith("= ")) {
          value = line.substring(2);
        } else if (line.startsWith(": ")) {
          text = line.substring(2);
        } else {
          String[] parts = line.split(" ", -1);
          List<String> versions = List.of(parts[0].split(",", -1));
          all.add(new Golden(value, text, versions, Integer.parseInt(parts[1]), bytes(parts[2])));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  /** The text of a value as it stands in the file. */
  static String text(@Nullable Object value) {
    String text = Described.shared(value);
    return text.length() <= LONGEST ? text : "sha256 " + hash(text);
  }

  private static byte[] bytes(String encoded) throws IOException {
    if (!encoded.startsWith("z")) {
      return Base64.getDecoder().decode(encoded);
    }
    byte[] packed = Base64.getDecoder().decode(encoded.substring(1));
    return new InflaterInputStream(new ByteArrayInputStream(packed)).readAllBytes();
  }

  private static String hash(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
