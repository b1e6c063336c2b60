package io.mmapdict.registration.hdr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads Radiance RGBE pictures with run-length encoded scan lines (Ward, Real Pixels, Graphics Gems
 * II; Radiance's ray/src/common/color.c). The oracle of the tests, so it takes nothing for granted.
 */
public final class RadianceFile {
  private static final Pattern SIZE = Pattern.compile("-Y (\\d+) \\+X (\\d+)\n");

  private RadianceFile() {}

  public static RadianceMap read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Matcher size = SIZE.matcher(text);
    assertEquals(true, text.startsWith("#?RADIANCE\n") && size.find(), file + " is no RGBE file");
    int height = Integer.parseInt(size.group(1));
    int width = Integer.parseInt(size.group(2));
    float[] rgb = new float[height * width * 3];
    int at = size.end();
    byte[][] line = new byte[4][width];
    for (int y = 0; y < height; y++) {
      assertEquals(2, bytes[at]);
      assertEquals(2, bytes[at + 1]);
      assertEquals(width, ((bytes[at + 2] & 0xff) << 8) | (bytes[at + 3] & 0xff));
      at += 4;
      for (byte[] channel : line) {
        int x = 0;
        while (x < width) {
          int count = bytes[at++] & 0xff;
          if (count > 128) {
            java.util.Arrays.fill(channel, x, x + count - 128, bytes[at++]);
            x += count - 128;
          } else {
            System.arraycopy(bytes, at, channel, x, count);
            at += count;
            x += count;
          }
        }
      }
      for (int x = 0; x < width; x++) {
        int exponent = line[3][x] & 0xff;
        for (int band = 0; band < 3; band++) {
          rgb[(y * width + x) * 3 + band] =
              exponent == 0 ? 0 : Math.scalb(line[band][x] & 0xff, exponent - 128 - 8);
        }
      }
    }
    assertEquals(bytes.length, at, "bytes left over");
    return new RadianceMap(width, height, rgb);
  }
}
