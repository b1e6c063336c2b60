package io.mmapdict.parallel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link WorkerOptions#withClassCache}. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClassCacheTest {
  private static final String TASK_HOST = TaskHost.class.getName();

  /** Of those that are not needed to become ready. */
  private static final String TRAINED = Training.class.getName();

  @TempDir Path folder;

  @Test
  void theFirstRunMakesItTheNextUsesItAndAnotherJarGetsAnother() throws Exception {
    List<Path> jars = jars();
    assertEquals("false", run(jars, TASK_HOST), "from a cache");
    List<Path> made = cached();
    assertEquals("true", run(jars, TASK_HOST), "from a cache");
    assertEquals("true", run(jars, TRAINED), "from a cache");
    assertEquals(made, cached());
    Files.setLastModifiedTime(jars.getFirst(), FileTime.fromMillis(1_000_000_000_000L));
    assertEquals("false", run(jars, TASK_HOST), "from a cache of another jar");
    assertNotEquals(made, cached());
    assertEquals(1, cached().size());
  }

  @Test
  void nothingIsLeftOfATraining() throws IOException {
    Path place = Files.createDirectory(folder.resolve("place"));
    Training.in(place, ClassCacheTest.class.getClassLoader());
    try (Stream<Path> left = Files.list(place)) {
      assertEquals(List.of(), left.toList());
    }
  }

  /** A full disk is no reason to go without a cache. */
  @Test
  void whereThereIsNoPlaceToTrainNothingIsThrown() {
    Training.in(folder.resolve("absent"), ClassCacheTest.class.getClassLoader());
    assertTrue(Files.notExists(folder.resolve("absent")));
  }

  @Test
  void withFoldersOnTheClassPathThereIsNone() throws Exception {
    List<Path> path = new ArrayList<>(jars());
    path.add(Files.createDirectory(folder.resolve("classes")));
    assertEquals("false", run(path, TASK_HOST));
    assertEquals(List.of(), cached());
  }

  /** A cache that cannot be made is not tried for again in each run; leftovers go. */
  @Test
  void whatCannotBeTrainedIsTriedOnce() throws Exception {
    Path cache = Files.createDirectory(folder.resolve("cache"));
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwx------"));
    Path left = Files.writeString(cache.resolve("training-1.aot"), "of who was killed");
    Files.setLastModifiedTime(left, FileTime.fromMillis(1_000_000_000_000L));
    Path atWork = Files.writeString(cache.resolve("training-2.aot"), "another's, just begun");
    Path foreign = Files.writeString(cache.resolve("program.aot"), "somebody's own");
    Path jar = folder.resolve("none.jar");
    pack(Files.createDirectory(folder.resolve("empty")), jar);
    List<String> command = List.of("/bin/false", "--class-path=" + jar);
    ClassCache none = ClassCache.of(cache, command);
    none.make();
    assertTrue(Files.notExists(left));
    List<Path> made = new ArrayList<>(cached());
    assertTrue(made.remove(atWork) && made.remove(foreign), made.toString());
    assertEquals(0, Files.size(made.getFirst()));
    assertEquals(1, made.size());
    assertEquals(command, none.command());
  }

  /** Whoever stops a run waits for nothing that others will make. */
  @Test
  void aStoppedRunnerMakesNone() throws Exception {
    assertEquals("false", run(jars(), TASK_HOST, "stopped"));
    assertEquals(List.of(), cached());
  }

  @Test
  void aFolderThatOthersMayWriteToIsRefused() throws IOException {
    WorkerOptions options = WorkerOptions.DEFAULT.withClassCache(folder);
    for (String rights : List.of("rwxrwx---", "rwx----w-")) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(rights));
      String message =
          assertThrows(
                  IllegalArgumentException.class, () -> TaskRunner.processes(1, options).close())
              .getMessage();
      assertTrue(message.contains("others may write to " + folder), message);
    }
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }

  private List<Path> cached() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      return files.toList();
    }
  }

  /** What the program says, run from a class path. */
  private String run(List<Path> classPath, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-cp");
    command.add(String.join(File.pathSeparator, classPath.stream().map(Path::toString).toList()));
    command.add(CachedProgram.class.getName());
    command.add(folder.toString());
    command.addAll(List.of(arguments));
    Process program =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = new String(program.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, program.waitFor());
    return said;
  }

  /** The tests' class path, with a jar in place of each folder. */
  private List<Path> jars() throws IOException {
    List<Path> jars = new ArrayList<>();
    for (String entry :
        Pattern.compile(":").splitAsStream(System.getProperty("java.class.path")).toList()) {
      Path path = Path.of(entry);
      if (Files.isDirectory(path)) {
        Path jar = folder.resolve("classes-" + jars.size() + ".jar");
        pack(path, jar);
        jars.add(jar);
      } else if (Files.exists(path)) {
        jars.add(path);
      }
    }
    return jars;
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        zip.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
        Files.copy(file, zip);
      }
    }
  }
}
