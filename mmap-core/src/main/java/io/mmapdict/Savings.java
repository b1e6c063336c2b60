package io.mmapdict;

/**
 * What a vacuum or reclaim made of a file. All in bytes.
 *
 * @param sizeBefore the file's length before
 * @param sizeAfter and after
 * @param diskBefore what the file took on the disk before: less than its length where it has holes
 * @param diskAfter and after
 */
public record Savings(long sizeBefore, long sizeAfter, long diskBefore, long diskAfter) {
  static Savings between(FileStatus before, FileStatus after) {
    return new Savings(before.bytes(), after.bytes(), before.diskBytes(), after.diskBytes());
  }

  /** What the disk got back; negative if the file takes more than before. */
  public long diskSaved() {
    return diskBefore - diskAfter;
  }
}
