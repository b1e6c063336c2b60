package io.mmapdict.parallel;

/**
 * The program of a {@link CommandTask} said that it failed, and the message is what it said; or it
 * ended without an answer, or said something else.
 */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandException(String message) {
    super(message);
  }
}
