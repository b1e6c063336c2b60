package io.mmapdict.parallel;

/**
 * Stands for an exception of a task that could not travel, for it or something it holds is not
 * Serializable. Stack trace and causes are those of the original.
 */
public final class RemoteTaskException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The class name of the original. */
  private final String type;

  RemoteTaskException(String type, String description) {
    super(description);
    this.type = type;
  }

  /** The class name of the original exception. */
  public String type() {
    return type;
  }
}
