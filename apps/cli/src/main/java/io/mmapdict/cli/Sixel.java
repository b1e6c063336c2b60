package io.mmapdict.cli;

import java.util.HashMap;
import java.util.Map;

/**
 * A picture in DEC's sixels (VT330/VT340 programmer reference manual, chapter 14): bands of six
 * rows, each drawn colour by colour, a character for the six pixels of a column.
 */
final class Sixel {
  private static final String START = "\u001bP0;1q";
  private static final String END = "\u001b\\";
  private static final int ROWS = 6;
  private static final int FIRST = 63;

  /** Levels of grey, and of each of red, green and blue: 64 and 216 colours. */
  private static final int GREYS = 64;

  private static final int LEVELS = 6;
  private static final int PERCENT = 100;
  private static final int WHITE = 255;
  private static final int BYTE = 0xff;

  private final Thumbnail picture;
  private final Map<Integer, Integer> registers = new HashMap<>();
  private final StringBuilder text = new StringBuilder(START);

  private Sixel(Thumbnail picture) {
    this.picture = picture;
  }

  /** What a terminal is sent to draw the picture from the cursor on. */
  static String of(Thumbnail picture) {
    return new Sixel(picture).text();
  }

  private String text() {
    text.append("\"1;1;").append(picture.width()).append(';').append(picture.height());
    int[] numbers = new int[picture.width() * picture.height()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = register(picture.at(i % picture.width(), i / picture.width()));
    }
    for (int top = 0; top < picture.height(); top += ROWS) {
      band(numbers, top);
      text.append('-');
    }
    return text.append(END).toString();
  }

  /** Which register holds a colour, or one near it; the first time it is set. */
  private int register(int rgb) {
    int red = rgb >> 16 & BYTE;
    int green = rgb >> 8 & BYTE;
    int blue = rgb & BYTE;
    boolean grey = red == green && green == blue;
    int levels = grey ? GREYS : LEVELS;
    int r = percent(red, levels);
    int g = percent(green, levels);
    int b = percent(blue, levels);
    int next = registers.size();
    int number = registers.computeIfAbsent((r * (PERCENT + 1) + g) * (PERCENT + 1) + b, _ -> next);
    if (number == next) {
      text.append("#%d;2;%d;%d;%d".formatted(number, r, g, b));
    }
    return number;
  }

  private static int percent(int value, int levels) {
    long level = Math.round((double) value / WHITE * (levels - 1));
    return (int) Math.round((double) level / (levels - 1) * PERCENT);
  }

  private void band(int[] numbers, int top) {
    int rows = Math.min(ROWS, picture.height() - top);
    int width = picture.width();
    for (int number = 0; number < registers.size(); number++) {
      StringBuilder line = new StringBuilder();
      boolean any = false;
      for (int x = 0; x < width; x++) {
        int bits = 0;
        for (int row = 0; row < rows; row++) {
          bits |= numbers[(top + row) * width + x] == number ? 1 << row : 0;
        }
        any |= bits != 0;
        line.append((char) (FIRST + bits));
      }
      if (any) {
        text.append('#').append(number).append(packed(line)).append('$');
      }
    }
  }

  /** Runs of more than three are counted. */
  private static StringBuilder packed(StringBuilder line) {
    StringBuilder packed = new StringBuilder();
    for (int i = 0; i < line.length(); ) {
      int end = i;
      while (end < line.length() && line.charAt(end) == line.charAt(i)) {
        end++;
      }
      if (end - i > 3) {
        packed.append('!').append(end - i).append(line.charAt(i));
      } else {
        packed.append(line, i, end);
      }
      i = end;
    }
    return packed;
  }
}
