package io.mmapdict;

/** What stands where a frame may start. */
sealed interface Frame {
  /**
   * A whole entry.
   *
   * @param live whether it is switched on
   * @param memoMax negative while someone fills it
   * @param epochOffset where a shim's epoch lies, or 0 if this is no shim
   * @param epoch a shim's epoch
   */
  record Whole(FileEntry entry, boolean live, int memoMax, long epochOffset, long epoch)
      implements Frame {}

  /** The terminator. */
  record Terminator() implements Frame {}

  /** Neither. */
  record Broken(long offset, String expected, String actual) implements Frame {
    /** Both in one sentence. */
    String what() {
      return "expected " + expected + ", found " + actual;
    }
  }
}
