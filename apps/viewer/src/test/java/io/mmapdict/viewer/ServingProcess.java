package io.mmapdict.viewer;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A viewer in a process of its own, with little memory. */
final class ServingProcess implements AutoCloseable {
  private final Process process;
  private final URI address;

  private ServingProcess(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /** Starts one, with a heap of so many MiB. */
  static ServingProcess start(Path file, int heapMib) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:+UseSerialGC",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-Xmx" + heapMib + "m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    ServingProcess.class.getName(),
                    file.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String line = process.inputReader(StandardCharsets.UTF_8).readLine();
    return new ServingProcess(process, URI.create(line));
  }

  /** The process. */
  public static void main(String[] arguments) throws InterruptedException {
    try (Viewer viewer = Viewer.serve(Path.of(arguments[0]), ViewerOptions.DEFAULT.withRaw(true))) {
      System.out.println(viewer.address());
      viewer.await();
    }
  }

  URI address() {
    return address;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
