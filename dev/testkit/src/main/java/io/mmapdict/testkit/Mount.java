package io.mmapdict.testkit;

import java.io.IOException;
import java.nio.file.Path;

/** A real file system, mounted until this is closed: root is needed. */
public final class Mount implements AutoCloseable {
  private final Path at;

  private Mount(Path at) {
    this.at = at;
  }

  /** Mounts a file system without a device, such as a tmpfs of a size; skips where it cannot. */
  public static Mount of(String type, CharSequence options, Path at) throws IOException {
    String said = Command.run("mount", "-t", type, "-o", options, type, at);
    if (!said.isEmpty()) {
      throw Missing.skip("the right to mount a " + type + " (" + said.strip() + ")");
    }
    return new Mount(at);
  }

  /** Mounts what is in an image file; skips where it cannot. */
  public static Mount image(Path image, Path at) throws IOException {
    String said = Command.run("mount", "-o", "loop", image, at);
    if (!said.isEmpty()) {
      throw Missing.skip("loop mounts (" + said.strip() + ")");
    }
    return new Mount(at);
  }

  /** What another process mounts, now or soon. */
  public static Mount byAnother(Path at) {
    return new Mount(at);
  }

  @Override
  public void close() throws IOException {
    Command.run("umount", "-l", at);
  }
}
