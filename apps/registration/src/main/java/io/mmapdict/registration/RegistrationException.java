package io.mmapdict.registration;

/** Work that cannot be done as asked. The message says what, with which photo, and what to do. */
public final class RegistrationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what to tell the user. */
  public RegistrationException(String message) {
    super(message);
  }

  /** With what to tell the user, and what it comes from. */
  public RegistrationException(String message, Throwable cause) {
    super(message, cause);
  }
}
