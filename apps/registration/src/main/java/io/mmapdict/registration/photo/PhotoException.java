package io.mmapdict.registration.photo;

/**
 * A photograph, or a set of them, that cannot be used. The message names the file or photo, what
 * was expected and found, and what to do; it is meant for the person who gave the photographs.
 */
public class PhotoException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A fault found here. */
  public PhotoException(String message) {
    super(message);
  }

  /** A fault that a library or the file system reported. */
  public PhotoException(String message, Throwable cause) {
    super(message, cause);
  }
}
