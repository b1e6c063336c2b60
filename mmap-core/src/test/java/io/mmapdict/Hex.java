package io.mmapdict;

import java.util.HexFormat;

/** Files written byte by byte, as hexadecimal digits with blanks between them. */
final class Hex {
  static final String HEADER = "80 04 95 0d00000000000000 4a 01000000 30 4a 00000000 30 28";
  static final String END = "95 0200000000000000 64 2e";

  private Hex() {}

  /** An entry. */
  static String entry(String key, String value, int memoMax, String valid) {
    int keyBytes = length(key);
    return "95"
        + little(2 + keyBytes + length(value) + 8, 8)
        + "8c"
        + HexFormat.of().toHexDigits((byte) keyBytes)
        + key
        + value
        + trailer(memoMax, valid);
  }

  /** What ends an entry. */
  static String trailer(int memoMax, String valid) {
    return "4a" + little(memoMax, 4) + "30" + valid + "30";
  }

  static int length(String hex) {
    return bytes(hex).length;
  }

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static String little(long number, int bytes) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < bytes; i++) {
      hex.append(HexFormat.of().toHexDigits((byte) (number >> (8 * i))));
    }
    return hex.toString();
  }
}
