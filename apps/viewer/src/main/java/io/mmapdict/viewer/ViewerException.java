package io.mmapdict.viewer;

import org.jspecify.annotations.Nullable;

/** What was asked for cannot be shown; the message says why. */
public final class ViewerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  ViewerException(String message) {
    this(message, null);
  }

  ViewerException(String message, @Nullable Throwable cause) {
    this(Answer.BAD_REQUEST, message, cause);
  }

  ViewerException(int status, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  /** Of HTTP. */
  int status() {
    return status;
  }
}
