package io.mmapdict.parallel;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The file from which worker processes take their classes loaded and linked: the JDK's
 * ahead-of-time cache (JEP 483, 514 and 515). It is of one class path, its jars as they are now,
 * one JDK and the same options, and its name says of which: a cache that does not fit is never
 * given to a JVM, which would say so in each worker's output.
 */
final class ClassCache {
  private static final String PREFIX = "workers-";
  private static final String SUFFIX = ".aot";
  private static final String TRAINING = "training-";
  private static final int TRAINING_MINUTES = 2;

  /** What a training does a few hundred times is to count as done often, and be compiled. */
  private static final String SOON = "-XX:CompileThresholdScaling=0.1";

  private final List<String> command;

  /** Where it is or will be; null if there can be none. */
  private final @Nullable Path file;

  private ClassCache(List<String> command, @Nullable Path file) {
    this.command = command;
    this.file = file;
  }

  /**
   * The cache of a worker's command line.
   *
   * @param folder where it lies, made if need be; null for no cache
   * @throws IllegalArgumentException if others than the user may change what is in the folder
   */
  static ClassCache of(@Nullable Path folder, List<String> command) {
    if (folder == null) {
      return new ClassCache(command, null);
    }
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      requireOwn(folder);
      String key = CacheKey.of(command);
      return new ClassCache(
          command, key == null ? null : folder.resolve(PREFIX + key + SUFFIX).toAbsolutePath());
    } catch (IOException | UnsupportedOperationException e) {
      return new ClassCache(command, null); // Workers start as they do without.
    }
  }

  /** Whoever can write there chooses what workers run. */
  private static void requireOwn(Path folder) throws IOException {
    Set<PosixFilePermission> rights = Files.getPosixFilePermissions(folder);
    if (rights.contains(PosixFilePermission.GROUP_WRITE)
        || rights.contains(PosixFilePermission.OTHERS_WRITE)
        || !owner(folder).equals(owner(Path.of("/proc/self")))) {
      throw new IllegalArgumentException(
          "class cache: others may write to "
              + folder
              + " ("
              + PosixFilePermissions.toString(rights)
              + "); take a folder of your own");
    }
  }

  private static Object owner(Path path) throws IOException {
    return Files.getAttribute(path, "unix:uid");
  }

  /** The command line, with the cache if it is there. */
  List<String> command() {
    return file != null && isThere(file) ? with("-XX:AOTCache=" + file) : command;
  }

  /** An empty one stands for a training that failed. */
  private static boolean isThere(Path file) {
    return Files.isReadable(file) && file.toFile().length() > 0;
  }

  private List<String> with(String... options) {
    List<String> all = new ArrayList<>();
    for (String word : command) {
      if (word.startsWith(CacheKey.CLASS_PATH)) {
        all.addAll(List.of(options));
      }
      all.add(word);
    }
    return List.copyOf(all);
  }

  /**
   * Makes the cache if it is not there and can be: takes a worker to where it is ready, has it
   * train and end by itself, when the JDK writes down what it has loaded, and how it was used.
   * Takes seconds. Caches of other jars go.
   */
  void make() {
    if (file == null || Files.exists(file)) {
      return;
    }
    Path folder = file.getParent();
    try {
      Path made = Files.createTempFile(folder, TRAINING, SUFFIX);
      try {
        if (!isTrained(with(SOON, "-XX:AOTCacheOutput=" + made))) {
          Files.write(made, new byte[0]); // not tried again with each run
        }
        removeOthers(folder);
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(made);
      }
    } catch (IOException e) {
      // The folder cannot be written to, or the disk is full: workers start as they do without.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Caches of other jars, and what trainings left that were killed; nothing else. */
  private static void removeOthers(Path folder) throws IOException {
    Instant abandoned = Instant.now().minus(Duration.ofMinutes(2 * TRAINING_MINUTES));
    String ours = "{" + PREFIX + "*" + SUFFIX + "," + TRAINING + "*}";
    try (DirectoryStream<Path> old = Files.newDirectoryStream(folder, ours)) {
      for (Path each : old) {
        boolean isTraining = each.getFileName().toString().startsWith(TRAINING);
        if (!isTraining || Files.getLastModifiedTime(each).toInstant().isBefore(abandoned)) {
          Files.deleteIfExists(each);
        }
      }
    }
  }

  /** So that nobody waits for a worker that has ended, or does not end. */
  private static void watch(Process worker, Rendezvous rendezvous) {
    try (rendezvous) {
      if (!worker.waitFor(TRAINING_MINUTES, TimeUnit.MINUTES)) {
        worker.destroyForcibly();
      }
    } catch (InterruptedException | IOException e) {
      System.err.println("training of workers: " + e);
    }
  }

  private static boolean isTrained(List<String> training) throws IOException, InterruptedException {
    try (Rendezvous rendezvous = new Rendezvous()) {
      List<String> line = new ArrayList<>(training);
      line.add(rendezvous.address().toString());
      line.add(WorkerOutput.newMark());
      Process worker =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        Thread.ofVirtual().start(() -> watch(worker, rendezvous));
        try (SocketChannel socket = rendezvous.accept()) {
          new DataInputStream(Channels.newInputStream(socket)).readInt();
          socket.write(ByteBuffer.wrap(new byte[] {WorkerMain.TRAIN}));
          return worker.waitFor() == 0;
        } catch (IOException e) {
          return false; // It has ended, or was ended, before it was ready.
        }
      } finally {
        worker.destroyForcibly();
      }
    }
  }
}
