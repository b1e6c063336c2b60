package io.mmapdict.cli;

import io.mmapdict.MmapDictException;
import io.mmapdict.formats.FormatException;
import io.mmapdict.parallel.WorkerException;
import io.mmapdict.pickle.PickleException;
import io.mmapdict.registration.RegistrationException;
import io.mmapdict.registration.photo.PhotoException;
import io.mmapdict.viewer.ViewerException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;

/** From an exception to the one line on standard error and the exit code. */
final class Failures {
  private Failures() {}

  static int report(Throwable e) {
    if (e instanceof Output.Closed) {
      return Output.EXIT_PIPE_CLOSED;
    }
    if (e instanceof Interrupted) {
      Output.error(e.getMessage());
      return Interrupts.EXIT;
    }
    Output.error(
        switch (e) {
          case Fault f -> f.getMessage();
          case MmapDictException f -> f.getMessage();
          case PickleException f -> f.getMessage();
          case FormatException f -> f.getMessage();
          case RegistrationException f -> f.getMessage();
          case PhotoException f -> f.getMessage();
          case WorkerException f -> f.getMessage();
          case ViewerException f -> f.getMessage();
          case OutOfMemoryError f ->
              "the value needs more memory than Java may take ("
                  + (Runtime.getRuntime().maxMemory() >> 20)
                  + " MiB); raise it: JDK_JAVA_OPTIONS=-Xmx8g mmapdict ...";
          case StackOverflowError f -> "the value is nested too deeply to be shown or read";
          default -> "an error of mmapdict itself, please report it: " + trace(e);
        });
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** What the system says, without the path that it often starts with or only consists of. */
  static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException f -> "there is no such file";
      case AccessDeniedException f -> "permission denied";
      case FileSystemException f when f.getReason() != null -> f.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }

  private static String trace(Throwable e) {
    StringWriter text = new StringWriter();
    try (PrintWriter writer = new PrintWriter(text)) {
      for (StackTraceElement frame : e.getStackTrace()) {
        writer.print(" < " + frame);
      }
    }
    return e.toString() + text;
  }
}
