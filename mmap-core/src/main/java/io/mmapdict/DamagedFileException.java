package io.mmapdict;

import io.mmapdict.pickle.PickleException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Bytes of the file that are not what they must be. The file is as it was. */
public final class DamagedFileException extends MmapDictException {
  private static final long serialVersionUID = 1L;

  private final String expected;
  private final String actual;

  /**
   * A fault of a byte of the file.
   *
   * @param key the key whose entry it is in, or null
   * @param advice what follows from it and what to do; begins with a semicolon or is empty
   * @param cause what led to this, or null
   */
  DamagedFileException(
      Path file,
      @Nullable String key,
      long offset,
      String expected,
      String actual,
      String advice,
      @Nullable Throwable cause) {
    super(file, key, offset, "expected " + expected + ", found " + actual + advice, cause);
    this.expected = expected;
    this.actual = actual;
  }

  /**
   * A value that is no pickle of one.
   *
   * @param key the key whose value it is, or null
   * @param what ends with a colon and a space
   */
  DamagedFileException(
      Path file, @Nullable String key, long offset, String what, PickleException cause) {
    super(file, key, offset, what + cause.getMessage(), cause);
    this.expected = "a value";
    this.actual = String.valueOf(cause.getMessage());
  }

  @Override
  public String expected() {
    return expected;
  }

  @Override
  public String actual() {
    return actual;
  }
}
