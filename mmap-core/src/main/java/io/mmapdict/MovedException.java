package io.mmapdict;

/** The path of an open file leads to another file by now: a vacuum. {@link MmapDict} goes there. */
final class MovedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient FileHandle file;

  MovedException(FileHandle file) {
    super(file.path() + " has moved", null, false, false);
    this.file = file;
  }

  boolean isOf(OpenFile open) {
    return file == open.file;
  }
}
