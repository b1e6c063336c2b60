package io.mmapdict;

/** Told how far a long work is. */
@FunctionalInterface
public interface Progress {
  /**
   * So much is done. What this throws stops the work, and is thrown on by whoever does it.
   *
   * @param doneBytes of the bytes to be gone through
   * @param totalBytes at least {@code doneBytes}
   */
  void at(long doneBytes, long totalBytes);
}
