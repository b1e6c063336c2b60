package io.mmapdict.formats;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that cannot be read or written as its format says. Names the file and the byte. */
public class FormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A fault at a byte of a file.
   *
   * @param what what was expected and what was found
   */
  public FormatException(Path file, long offset, String what) {
    this(file, offset, what, null);
  }

  /** A fault with a cause of its own. */
  public FormatException(Path file, long offset, String what, @Nullable Throwable cause) {
    super(file + ": " + what + " (at offset " + offset + ")", cause);
  }
}
