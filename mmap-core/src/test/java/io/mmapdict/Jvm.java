package io.mmapdict;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts real Java processes on the class path of the tests. */
final class Jvm {
  private Jvm() {}

  /** Starts a main class; standard error goes to ours. The caller ends it. */
  static Process start(Class<?> main, Object... arguments) throws IOException {
    return builder(main, arguments).start();
  }

  /** A process still to be started; standard error goes to ours. */
  static ProcessBuilder builder(Class<?> main, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  }
}
