package io.mmapdict;

import io.mmapdict.testkit.Missing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Real file systems, mounted for a test: root is needed. */
final class Mount {
  private Mount() {}

  /** Mounts a file system without a device, such as a tmpfs of a size; skips where it cannot. */
  static void mount(String type, CharSequence options, Path at)
      throws IOException, InterruptedException {
    String said = run("mount", "-t", type, "-o", options.toString(), type, at.toString());
    if (!said.isEmpty()) {
      throw Missing.skip("the right to mount a " + type + " (" + said.strip() + ")");
    }
  }

  /** Mounts what is in an image file; skips where it cannot. */
  static void image(Path image, Path at) throws IOException, InterruptedException {
    String said = run("mount", "-o", "loop", image.toString(), at.toString());
    if (!said.isEmpty()) {
      throw Missing.skip("loop mounts (" + said.strip() + ")");
    }
  }

  static void unmount(Path at) throws IOException, InterruptedException {
    run("umount", "-l", at.toString());
  }

  /** What a command says on its output and on standard error. */
  static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }
}
