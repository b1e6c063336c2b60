package io.mmapdict;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys as they stand in the file: UTF-8, at most 255 bytes.
 *
 * <p>Python writes lone surrogates as three bytes each, which UTF-8 forbids. Such keys are read,
 * never written: mmappickle could not list the file again.
 */
final class Key {
  private Key() {}

  /**
   * The bytes of a key to be written.
   *
   * @throws MmapDictException if no entry may bear it
   */
  static byte[] encode(Path file, String key) {
    int length = key.length();
    if (length > FileLayout.MAX_KEY_BYTES) {
      return encodeText(file, key);
    }
    byte[] ascii = new byte[length];
    for (int i = 0; i < length; i++) {
      char c = key.charAt(i);
      if (c >= 0x80) {
        return encodeText(file, key);
      }
      ascii[i] = (byte) c;
    }
    return ascii;
  }

  private static byte[] encodeText(Path file, String key) {
    ByteBuffer bytes;
    try {
      bytes =
          StandardCharsets.UTF_8
              .newEncoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .encode(CharBuffer.wrap(key));
    } catch (CharacterCodingException e) {
      throw refuse(file, key, "holds half a surrogate pair, which is no text; take another key", e);
    }
    if (bytes.remaining() > FileLayout.MAX_KEY_BYTES) {
      throw refuse(
          file,
          key,
          "has "
              + bytes.remaining()
              + " bytes in UTF-8, at most "
              + FileLayout.MAX_KEY_BYTES
              + " are possible; take a shorter key",
          null);
    }
    byte[] exact = new byte[bytes.remaining()];
    bytes.get(exact);
    return exact;
  }

  /** The bytes that a key has in a file, if any entry bears it: half surrogate pairs, too. */
  static byte[] lookUp(String key) {
    for (int i = 0; i < key.length(); i++) {
      if (Character.isSurrogate(key.charAt(i))) {
        return encodeSurrogates(key);
      }
    }
    return key.getBytes(StandardCharsets.UTF_8);
  }

  /** The text of a key as Python reads it with {@code surrogatepass}, or null if it is none. */
  static @Nullable String decode(byte[] bytes) {
    boolean ascii = true;
    for (byte b : bytes) {
      ascii &= b >= 0;
    }
    if (ascii) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      return decodeSurrogates(bytes);
    }
  }

  /** Replaces each three-byte surrogate by a character; null if the rest is not UTF-8. */
  private static @Nullable String decodeSurrogates(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      boolean surrogate = isSurrogate(bytes, i);
      if (!surrogate && i < bytes.length) {
        continue;
      }
      try {
        text.append(
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes, start, i - start)));
      } catch (CharacterCodingException e) {
        return null;
      }
      if (surrogate) {
        text.append((char) (0xd000 | (bytes[i + 1] & 0x3f) << 6 | (bytes[i + 2] & 0x3f)));
        i += 2;
        start = i + 1;
      }
    }
    return text.toString();
  }

  /** As Python does with {@code surrogatepass}: three bytes for half a pair. */
  private static byte[] encodeSurrogates(String key) {
    ByteBuffer bytes = ByteBuffer.allocate(3 * key.length());
    for (int i = 0; i < key.length(); ) {
      int character = key.codePointAt(i);
      if (Character.charCount(character) == 1 && Character.isSurrogate((char) character)) {
        bytes
            .put((byte) 0xed)
            .put((byte) (0x80 | (character >> 6 & 0x3f)))
            .put((byte) (0x80 | (character & 0x3f)));
      } else {
        bytes.put(Character.toString(character).getBytes(StandardCharsets.UTF_8));
      }
      i += Character.charCount(character);
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  private static boolean isSurrogate(byte[] bytes, int i) {
    return i + 2 < bytes.length
        && bytes[i] == (byte) 0xed
        && (bytes[i + 1] & 0xe0) == 0xa0
        && (bytes[i + 2] & 0xc0) == 0x80;
  }

  private static MmapDictException refuse(
      Path file, String key, String why, @Nullable Throwable cause) {
    return new MmapDictException(file, key, MmapDictException.NO_OFFSET, "the key " + why, cause);
  }
}
