package io.mmapdict.cli;

import java.nio.file.Path;

/** The user ended a work before it was done. */
final class Interrupted extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Interrupted(Path where, InterruptedException cause) {
    super(where + ": interrupted; what was done stays there, run it again to go on", cause);
  }
}
