package io.mmapdict.pickle.spi;

import io.mmapdict.pickle.PickleException;

/**
 * A value that is whole as far as a codec can tell, and that Python may build, but that nothing
 * here holds: an array of objects, for one. A check of a file does not call it damage.
 */
public final class NotHeldException extends PickleException {
  private static final long serialVersionUID = 1L;

  /** Of a codec, which knows no offset; it is filled in. There is no stack trace. */
  public NotHeldException(String message) {
    super(message);
  }

  /** The same, at the offset of the call. */
  public NotHeldException(NotHeldException what, long offset) {
    super(String.valueOf(what.getMessage()), offset, what);
  }
}
