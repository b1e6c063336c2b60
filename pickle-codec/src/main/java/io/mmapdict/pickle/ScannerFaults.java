package io.mmapdict.pickle;

/** What is said of an opcode whose argument is not as it must be. */
final class ScannerFaults {
  private ScannerFaults() {}

  static PickleException cutOff(Opcode opcode, long expected, long left, long offset) {
    return new PickleException(
        opcode
            + " expects "
            + expected
            + " bytes, but "
            + left
            + " are left: the pickle is cut off or its length is wrong",
        offset);
  }

  static PickleException negative(Opcode opcode, long count, long offset) {
    return new PickleException(
        opcode + " expects a length below 2^63, found " + Long.toUnsignedString(count), offset);
  }

  /**
   * Beyond a limit.
   *
   * @param unit of what there are so many
   */
  static PickleException tooLong(Opcode opcode, long count, long limit, String unit, long offset) {
    return new PickleException(
        opcode
            + " has "
            + count
            + ", the limit is "
            + limit
            + " "
            + unit
            + "; raise it in PickleLimits if the file is to be trusted",
        offset);
  }

  /** The caller's mistake. */
  static IllegalStateException wrongArgument(Opcode opcode, String asked) {
    return new IllegalStateException(
        opcode + " has the argument " + opcode.argument() + ", not " + asked);
  }
}
