package io.mmapdict.formats;

import io.mmapdict.pickle.PickleException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
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

  /** A fault of the whole file, whose place is not known. */
  public FormatException(Path file, String what) {
    super(file + ": " + what);
  }

  /** A fault of the whole file. */
  public FormatException(Path file, String what, IOException cause) {
    super(file + ": " + what + ": " + reason(cause), cause);
  }

  /** A fault with a cause of its own. */
  public FormatException(Path file, long offset, String what, @Nullable Throwable cause) {
    super(file + ": " + what + " (at offset " + offset + ")", cause);
  }

  /**
   * What is wrong with a pickle in a file.
   *
   * @param start where the pickle starts, for a fault of all of it
   */
  static FormatException of(Path file, long start, PickleException e) {
    String message = String.valueOf(e.getMessage());
    String offset = " (at offset " + e.offset() + ")";
    String what =
        message.endsWith(offset)
            ? message.substring(0, message.length() - offset.length())
            : message;
    return new FormatException(file, Math.max(start, e.offset()), what, e);
  }

  /** The file system's exceptions often say no more than the path. */
  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException f -> "there is no such file";
      case AccessDeniedException f -> "permission denied";
      case FileSystemException f when f.getReason() != null -> f.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }
}
