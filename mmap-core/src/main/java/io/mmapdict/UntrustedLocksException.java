package io.mmapdict;

import java.nio.file.Path;

/**
 * The file lies where {@code flock(2)} or shared mappings do not hold between hosts, and is not
 * opened to be written. The message names the way around it.
 */
public final class UntrustedLocksException extends MmapDictException {
  private static final long serialVersionUID = 1L;

  private final String fileSystem;

  UntrustedLocksException(Path file, String fileSystem) {
    super(
        file,
        "lies on a network file system ("
            + fileSystem
            + "), where two hosts that write would destroy the file: locks and mappings do not hold"
            + " between them. Copy it to a local disk, open it with OpenMode.READ_ONLY, or, if no"
            + " other host ever opens it, set the environment variable "
            + FileSystems.TRUST
            + "=1");
    this.fileSystem = fileSystem;
  }

  @Override
  public String expected() {
    return "a local file system";
  }

  @Override
  public String actual() {
    return fileSystem;
  }
}
