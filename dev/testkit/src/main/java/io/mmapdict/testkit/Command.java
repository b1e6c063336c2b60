package io.mmapdict.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A program of the system, run to its end. */
public final class Command {
  private Command() {}

  /**
   * What it says on standard output and standard error, whatever it ends with.
   *
   * @throws IOException if there is no such program
   */
  public static String run(Object... command) throws IOException {
    String[] words = Arrays.stream(command).map(Object::toString).toArray(String[]::new);
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while " + words[0] + " ran", e);
    }
    return said;
  }
}
