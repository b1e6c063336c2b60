package io.mmapdict;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The files that mmappickle 1.0.1 wrote; {@code README.json} beside them says what each holds. */
final class Golden {
  private Golden() {}

  /** Copies one to a place where it may be changed. */
  static Path copy(String name, Path file) throws IOException {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name)) {
      Files.copy(Objects.requireNonNull(in, name), file);
    }
    return file;
  }
}
