package io.mmapdict.pickle;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What can be told of a whole file before its opcodes are run. */
public final class PickleFiles {
  /** The opcodes that pickles of protocol 0 and 1 start with. */
  private static final String OLD_STARTS = "(])}cNIKMJLGFVSTUX";

  private PickleFiles() {}

  /**
   * Whether a file of so many bytes may be a pickle: it starts with PROTO, or as those of protocol
   * 0 and 1 do and ends with STOP.
   */
  public static boolean looksLikePickle(MemorySegment file, long size) {
    if (size < 2) {
      return false;
    }
    byte first = file.get(ValueLayout.JAVA_BYTE, 0);
    if (first == (byte) Opcode.PROTO.code()) {
      byte protocol = file.get(ValueLayout.JAVA_BYTE, 1);
      return protocol >= 2 && protocol <= 5;
    }
    return OLD_STARTS.indexOf(first) >= 0
        && file.get(ValueLayout.JAVA_BYTE, size - 1) == (byte) Opcode.STOP.code();
  }

  /**
   * Why a file could not be read: what the opcodes of another kind of file would do is of no
   * interest to whoever named it.
   */
  public static String explain(MemorySegment file, PickleException fault) {
    long size = file.byteSize();
    if (looksLikePickle(file, size)) {
      return String.valueOf(fault.getMessage());
    }
    return "it is another kind of file: expected one that starts with 80 (PROTO) or ends with 2e"
        + " (STOP), found "
        + (size == 0 ? "0 bytes" : hex(file, 0) + " and " + hex(file, size - 1));
  }

  private static String hex(MemorySegment bytes, long offset) {
    return "%02x".formatted(bytes.get(ValueLayout.JAVA_BYTE, offset) & 0xff);
  }
}
