package io.mmapdict.cli;

import io.mmapdict.viewer.PythonText;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;

/**
 * Standard output and standard error, in UTF-8 whatever the locale. What is written to standard
 * output is buffered until {@link #flush} or the command's end.
 */
final class Output {
  /** What a shell reports for a program that wrote into a pipe nobody reads: 128 + SIGPIPE. */
  static final int EXIT_PIPE_CLOSED = 141;

  private static final OutputStream OUT =
      new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16);

  private Output() {}

  /** Nobody reads standard output any more. */
  static final class Closed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Closed(IOException cause) {
      super(cause);
    }
  }

  /** Nobody reads it any more, or, of a file, what the system says. */
  private static RuntimeException failed(IOException e) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      if (!target.startsWith("pipe:") && !target.startsWith("socket:")) {
        return new Fault("standard output cannot be written: " + e.getMessage(), e);
      }
    } catch (IOException unknown) {
      e.addSuppressed(unknown);
    }
    return new Closed(e);
  }

  /** Whether standard output is a terminal; the launcher says so. */
  static boolean isTerminal() {
    return Boolean.getBoolean("mmapdict.terminal");
  }

  /** Whether standard error is a terminal; the launcher says so. */
  static boolean isErrorTerminal() {
    return Boolean.getBoolean("mmapdict.errorTerminal");
  }

  /** Whether the user wants colours where there is a terminal (https://no-color.org). */
  static boolean mayColour() {
    String no = System.getenv("NO_COLOR");
    return no == null || no.isEmpty();
  }

  static void print(String text) {
    try {
      OUT.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** What writes itself piece by piece; what it has written before it fails is printed, too. */
  @FunctionalInterface
  interface Streamed {
    void writeTo(Appendable out) throws IOException;
  }

  static void print(Streamed text) {
    Writer out = new OutputStreamWriter(OUT, StandardCharsets.UTF_8);
    try {
      try {
        text.writeTo(out);
      } finally {
        out.flush();
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  static void printLine(String text) {
    print(text + "\n");
  }

  static void flush() {
    try {
      OUT.flush();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** For picocli's help, which wants a writer. */
  static PrintWriter helpWriter() {
    return new PrintWriter(OUT, true, StandardCharsets.UTF_8);
  }

  /** One line on standard error about what was done. */
  static void note(String message) {
    error(message);
  }

  /** One line on standard error. Line breaks and control characters in it are escaped. */
  static void error(String message) {
    try {
      flush(); // what was printed before comes before
    } catch (Closed | Fault e) {
      // finish() meets it again and tells the exit code.
    }
    OutputStream err = new FileOutputStream(FileDescriptor.err);
    byte[] line =
        ("mmapdict: " + PythonText.escapeControls(message) + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      err.write(line);
    } catch (IOException e) {
      // Nobody reads standard error: there is nowhere left to say so, the exit code remains.
      return;
    }
  }

  /** Writes out what is buffered; gives the exit code, or another if that failed. */
  static int finish(int exit) {
    try {
      flush();
      return exit;
    } catch (Closed e) {
      return Failures.report(e);
    } catch (Fault e) {
      return exit == CommandLine.ExitCode.OK ? Failures.report(e) : exit;
    }
  }
}
