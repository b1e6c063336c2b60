package io.mmapdict;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Another program made the file shorter while it was open here: what was mapped behind its new end
 * is gone. Close the file and open it again. Elements of arrays got before, read one by one, throw
 * {@link InternalError} instead: they do not know what file they are of.
 */
public final class FileCutException extends MmapDictException {
  private static final long serialVersionUID = 1L;

  FileCutException(Path file, @Nullable String key, Throwable cause) {
    super(
        file,
        key,
        NO_OFFSET,
        "the file became shorter than it was while it was open; close it and open it again",
        cause);
  }
}
