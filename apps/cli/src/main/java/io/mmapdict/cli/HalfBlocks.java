package io.mmapdict.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A picture in text: the upper half of each cell in the colour of the text, the lower behind it.
 */
final class HalfBlocks {
  private static final char UPPER_HALF = '\u2580';
  private static final int BYTE = 0xff;

  /** Of the 256 colours: a cube of 6 x 6 x 6 from 16 on, then 24 greys from 8 to 238. */
  private static final int CUBE = 16;

  private static final int[] CUBE_LEVELS = {0, 95, 135, 175, 215, 255};
  private static final int GREYS = 232;
  private static final int LAST_GREY = 23;

  private HalfBlocks() {}

  /**
   * The lines of a picture, two rows of pixels each.
   *
   * @param all whether the terminal has all colours; else it has 256
   */
  static List<String> of(Thumbnail picture, boolean all) {
    List<String> lines = new ArrayList<>();
    for (int y = 0; y < picture.height(); y += 2) {
      StringBuilder line = new StringBuilder();
      for (int x = 0; x < picture.width(); x++) {
        line.append("\u001b[")
            .append(colour("38", picture.at(x, y), all))
            .append(';')
            .append(y + 1 < picture.height() ? colour("48", picture.at(x, y + 1), all) : "49")
            .append('m')
            .append(UPPER_HALF);
      }
      lines.add(line.append("\u001b[0m").toString());
    }
    return lines;
  }

  private static String colour(String ground, int rgb, boolean all) {
    int red = rgb >> 16 & BYTE;
    int green = rgb >> 8 & BYTE;
    int blue = rgb & BYTE;
    return all
        ? "%s;2;%d;%d;%d".formatted(ground, red, green, blue)
        : ground + ";5;" + nearest(red, green, blue);
  }

  /** The nearest of the 240 that every terminal of 256 colours has. */
  private static int nearest(int red, int green, int blue) {
    int cube = CUBE + 36 * level(red) + 6 * level(green) + level(blue);
    int step = Math.clamp(((red + green + blue) / 3 - 3) / 10, 0, LAST_GREY);
    int grey = 8 + 10 * step;
    int toGrey = distance(red, grey) + distance(green, grey) + distance(blue, grey);
    int toCube =
        distance(red, CUBE_LEVELS[level(red)])
            + distance(green, CUBE_LEVELS[level(green)])
            + distance(blue, CUBE_LEVELS[level(blue)]);
    return toGrey < toCube ? GREYS + step : cube;
  }

  private static int level(int value) {
    int best = 0;
    for (int i = 1; i < CUBE_LEVELS.length; i++) {
      if (distance(value, CUBE_LEVELS[i]) < distance(value, CUBE_LEVELS[best])) {
        best = i;
      }
    }
    return best;
  }

  private static int distance(int one, int other) {
    return (one - other) * (one - other);
  }
}
