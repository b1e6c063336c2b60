package io.mmapdict.registration.photo;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads PGM and PPM, plain (P2, P3) and raw (P5, P6), with a maximum of 1 to 65535; the first image
 * of the file. Samples are scaled to the whole range of 8 bits (maximum below 256) or 16 bits.
 * Format: https://netpbm.sourceforge.net/doc/pgm.html and ppm.html.
 */
final class Netpbm {
  private final InputStream in;
  private final char kind;

  private Netpbm(InputStream in, char kind) {
    this.in = in;
    this.kind = kind;
  }

  /** Whether the file begins as PGM or PPM. */
  static boolean matches(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] magic = in.readNBytes(3);
      return magic.length == 3
          && magic[0] == 'P'
          && "2356".indexOf(magic[1]) >= 0
          && (Character.isWhitespace(magic[2]) || magic[2] == '#');
    }
  }

  static Pixels read(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      byte[] magic = in.readNBytes(2);
      return new Netpbm(in, (char) magic[1]).read(Files.size(file));
    }
  }

  private Pixels read(long fileBytes) throws IOException {
    int width = number("width", 1, Integer.MAX_VALUE);
    int height = number("height", 1, Integer.MAX_VALUE);
    int max = number("maximum", 1, 0xffff);
    int bands = kind == '3' || kind == '6' ? 3 : 1;
    boolean plain = kind == '2' || kind == '3';
    int bits = max < 256 ? Byte.SIZE : Short.SIZE;
    int stride = plain ? 1 : bits / Byte.SIZE;
    // Against the file's size before anything is allocated: a sample takes at least stride bytes.
    long samples = Math.multiplyExact(Math.multiplyExact((long) width, height), bands);
    if (samples > fileBytes / stride || samples > Integer.MAX_VALUE - 8) {
      throw new EOFException(
          "the header promises "
              + width
              + " x "
              + height
              + " pixels, the file has "
              + fileBytes
              + " bytes");
    }
    int full = (1 << bits) - 1;
    SampleStore store = new SampleStore(width, height, bands, bits);
    for (long i = 0; i < samples; i++) {
      int sample = plain ? number("sample", 0, max) : raw(stride);
      store.add((int) ((Math.min(sample, max) * (long) full + max / 2) / max));
    }
    return store.pixels();
  }

  private int raw(int stride) throws IOException {
    int value = next();
    return stride == 1 ? value : (value << Byte.SIZE) | next();
  }

  /**
   * A decimal number, after white space and comments; takes the one character behind it as well.
   */
  private int number(String what, int least, int most) throws IOException {
    int c = next();
    while (Character.isWhitespace(c) || c == '#') {
      if (c == '#') {
        while (c != '\n' && c != '\r') {
          c = next();
        }
      }
      c = next();
    }
    long value = 0;
    boolean digits = false;
    while (c >= '0' && c <= '9' && value <= most) {
      value = value * 10 + (c - '0');
      digits = true;
      c = in.read();
    }
    boolean ended = c < 0 || Character.isWhitespace(c);
    if (!digits || !ended || value < least || value > most) {
      throw new IOException("its " + what + " is no number from " + least + " to " + most);
    }
    return (int) value;
  }

  private int next() throws IOException {
    int c = in.read();
    if (c < 0) {
      throw new EOFException("the file ends too early");
    }
    return c;
  }
}
