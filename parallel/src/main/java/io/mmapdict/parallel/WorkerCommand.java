package io.mmapdict.parallel;

import io.mmapdict.MmapDict;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The command line of a worker: this JVM's executable, its class and module path, its rights. */
final class WorkerCommand {
  /** Options of this JVM that a worker needs to see the same classes with the same rights. */
  private static final List<String> INHERITED =
      List.of(
          "-D",
          "--add-exports",
          "--add-modules",
          "--add-opens",
          "--add-reads",
          "--enable-native-access",
          "--enable-preview",
          "--illegal-native-access",
          "--limit-modules",
          "--patch-module",
          "--sun-misc-unsafe-memory-access",
          "--upgrade-module-path",
          "-XX:AOTCache=",
          "-XX:SharedArchiveFile=");

  /** A port that this JVM holds. */
  private static final String NOT_INHERITED = "-Dcom.sun.management";

  /**
   * Ctrl-C at a terminal is for every process there, and the parent alone decides what ends. A JVM
   * that finds the signal ignored leaves it so.
   */
  private static final List<String> UNINTERRUPTED =
      List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh");

  private WorkerCommand() {}

  /**
   * @param workers among how many workers the machine is shared
   */
  static List<String> of(int workers, WorkerOptions options) {
    List<String> jvmOptions = options.jvmOptions();
    List<String> command = new ArrayList<>(UNINTERRUPTED);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(WorkerCommand::isInherited)
        .forEach(command::add);
    command.addAll(share(workers, jvmOptions));
    if (options.memory() != null) {
      command.add("-Xmx" + options.memory() / 1024 + "k");
    }
    // The compiler would take the processor from the start, whose code hardly runs again.
    command.add("-XX:CompileThresholdScaling=3");
    // What ran out of memory is in no state to go on: the task is tried again in a new worker.
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.addAll(jvmOptions);
    command.addAll(classes());
    return List.copyOf(command);
  }

  /**
   * A share of the processors, so that collectors, compilers and libraries do not take them all.
   */
  private static List<String> share(int workers, List<String> jvmOptions) {
    List<String> share = new ArrayList<>();
    share.add(
        "-XX:ActiveProcessorCount="
            + Math.max(1, Runtime.getRuntime().availableProcessors() / workers));
    share.add("-XX:MaxRAMPercentage=" + Math.min(25.0, 50.0 / workers));
    if (jvmOptions.stream().noneMatch(option -> option.matches("-XX:\\+Use\\w+GC"))) {
      share.add("-XX:+UseSerialGC");
    }
    return share;
  }

  private static List<String> classes() {
    List<String> classes = new ArrayList<>();
    Module dict = MmapDict.class.getModule();
    if (dict.isNativeAccessEnabled()) {
      classes.add("--enable-native-access=" + (dict.isNamed() ? dict.getName() : "ALL-UNNAMED"));
    }
    String modulePath = System.getProperty("jdk.module.path");
    if (modulePath != null) {
      classes.add("--module-path=" + modulePath);
    }
    String mainModule = System.getProperty("jdk.module.main");
    if (mainModule != null) {
      classes.add("--add-modules=" + mainModule);
    }
    String classPath = System.getProperty("java.class.path", "");
    if (!classPath.isEmpty()) {
      classes.add("--class-path=" + classPath);
    }
    Module here = WorkerCommand.class.getModule();
    String main = WorkerMain.class.getName();
    if (here.isNamed()) {
      classes.add("--module=" + here.getName() + "/" + main);
    } else {
      classes.add(main);
    }
    return classes;
  }

  private static boolean isInherited(String option) {
    if (option.startsWith(NOT_INHERITED)) {
      return false;
    }
    return INHERITED.stream().anyMatch(option::startsWith) && fileIsThere(option);
  }

  /** An archive that this JVM is to write when it ends is not there yet. */
  private static boolean fileIsThere(String option) {
    return !option.startsWith("-XX:")
        || Stream.of(option.substring(option.indexOf('=') + 1).split(":"))
            .allMatch(file -> Files.isReadable(Path.of(file)));
  }
}
