package io.mmapdict.registration.vision;

import boofcv.struct.image.GrayF32;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads binary PGM of 8 bits, comments included. */
final class PortableGrayMap {
  private PortableGrayMap() {}

  static GrayF32 read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    if (!word(bytes).equals("P5")) {
      throw new IOException(file + " is no binary PGM");
    }
    GrayF32 image = new GrayF32(Integer.parseInt(word(bytes)), Integer.parseInt(word(bytes)));
    if (!word(bytes).equals("255")) {
      throw new IOException(file + " does not have 8 bits");
    }
    for (int i = 0; i < image.data.length; i++) {
      image.data[i] = bytes.get() & 0xff;
    }
    return image;
  }

  /** The next word; what follows a number sign is a comment. */
  private static String word(ByteBuffer bytes) {
    StringBuilder word = new StringBuilder();
    boolean comment = false;
    while (true) {
      char c = (char) bytes.get();
      comment = c == '#' || (comment && c != '\n');
      if (!comment && !Character.isWhitespace(c)) {
        word.append(c);
      } else if (!word.isEmpty()) {
        return word.toString();
      }
    }
  }
}
