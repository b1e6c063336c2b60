package io.mmapdict.interop;

import io.mmapdict.parallel.WorkerOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Worker processes, known by a file's name: other tests have theirs at the same time. */
final class Workers {
  private static final String MARK = "-Dmmapdict.test.file=";

  private Workers() {}

  /** Options by which {@link #alive} knows the workers; of those that are killed soon. */
  static WorkerOptions marked(WorkerOptions options, Path file) {
    return options.withJvmOptions(MARK + file, "-XX:TieredStopAtLevel=1");
  }

  /** The workers of a file that run at this moment, whoever started them. */
  static List<ProcessHandle> alive(Path file) {
    String mark = "\0" + MARK + file + "\0";
    return ProcessHandle.allProcesses()
        .filter(process -> commandLine(process).contains(mark))
        .toList();
  }

  /** As a whole; {@link ProcessHandle.Info} gives its begin. Empty of a process that has ended. */
  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(process.pid()), "cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
