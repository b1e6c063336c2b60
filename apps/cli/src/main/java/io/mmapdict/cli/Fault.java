package io.mmapdict.cli;

/**
 * The file or the work is at fault: the message is the one line that the user sees (what, where,
 * what to do), and the command ends with exit code 1.
 */
final class Fault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Fault(String message) {
    super(message);
  }

  Fault(String message, Throwable cause) {
    super(message, cause);
  }
}
