package io.mmapdict.cli;

import java.util.Locale;

/** Numbers of bytes for people. */
final class Bytes {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  private static final int STEP = 1024;

  private Bytes() {}

  /** With one digit behind the point: 1.5 GiB; those below 1 KiB exactly. */
  static String text(long bytes) {
    double number = bytes;
    int unit = 0;
    while (number >= STEP && unit < UNITS.length - 1) {
      number /= STEP;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", number, UNITS[unit]);
  }
}
