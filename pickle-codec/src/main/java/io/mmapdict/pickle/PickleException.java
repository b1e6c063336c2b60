package io.mmapdict.pickle;

/**
 * A pickle that cannot be read, or a value that cannot be written. The message says what was
 * expected and found, and where.
 */
public class PickleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What {@link #offset()} says where no byte of a pickle is at fault. */
  public static final long NO_OFFSET = -1;

  private final long offset;

  /** A fault at a byte of the pickle, or with {@link #NO_OFFSET} in a value. */
  public PickleException(String message, long offset) {
    super(offset == NO_OFFSET ? message : message + " (at offset " + offset + ")");
    this.offset = offset;
  }

  /** A fault with a cause of its own. */
  public PickleException(String message, long offset, Throwable cause) {
    super(offset == NO_OFFSET ? message : message + " (at offset " + offset + ")", cause);
    this.offset = offset;
  }

  /**
   * Without a stack trace: for what is thrown to be caught where it is called, as often as a pickle
   * likes.
   */
  protected PickleException(String message) {
    super(message, null, false, false);
    this.offset = NO_OFFSET;
  }

  /** The byte at fault, counted from the start of the segment read, or {@link #NO_OFFSET}. */
  public final long offset() {
    return offset;
  }
}
