package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher, in a small project of its own: the poms of this one without the other modules and
 * the dependencies, and a program that prints its arguments. Maven, Java and the builds are real.
 */
class LauncherIT {
  private static final Map<String, String> NO_OTHER_JDK = Map.of("MMAPDICT_JAVA_HOME", "");

  @TempDir private Path folder;
  private Path project;
  private Path launcher;
  private Path main;

  @BeforeEach
  void makeProject() throws IOException {
    project = Files.createDirectory(folder.resolve("a project"));
    launcher = project.resolve("mmapdict");
    Files.copy(Run.LAUNCHER, launcher, StandardCopyOption.COPY_ATTRIBUTES);
    Files.createDirectory(project.resolve(".mvn")); // for the archive of javac's classes
    Path root = Run.LAUNCHER.getParent();
    copyWithout("<arg>-Xplugin:ErrorProne</arg>", "", root, "pom.xml"); // faster without
    copyWithout(
        "<modules>.*</modules>", "<modules><module>apps/cli</module></modules>", root, "pom.xml");
    copyWithout("<dependencies>.*</dependencies>", "", root, "apps/cli/pom.xml");
    Path sources =
        Files.createDirectories(project.resolve("apps/cli/src/main/java/io/mmapdict/cli"));
    main = sources.resolve("Main.java");
    writeMain("first");
    Files.writeString(
        sources.resolve("Training.java"),
        """
        package io.mmapdict.cli;
        /** Trains. */
        public final class Training {
          private Training() {}
          /** Runs what is trained. */
          public static void main(String[] args) {
            Main.main(args);
          }
        }
        """);
  }

  private void copyWithout(String pattern, String replacement, Path root, String pom)
      throws IOException {
    Path copy = project.resolve(pom);
    Files.createDirectories(copy.getParent());
    String text = Files.readString(Files.exists(copy) ? copy : root.resolve(pom));
    Files.writeString(
        copy, Pattern.compile(pattern, Pattern.DOTALL).matcher(text).replaceFirst(replacement));
  }

  private void writeMain(String edition) throws IOException {
    Files.writeString(
        main,
        """
        package io.mmapdict.cli;
        import java.nio.charset.StandardCharsets;
        /** Prints its arguments. */
        public final class Main {
          private Main() {}
          /** Prints its arguments. */
          public static void main(String[] args) {
            byte[] line = ("EDITION " + String.join("|", args) + "\\n").getBytes(StandardCharsets.UTF_8);
            System.out.write(line, 0, line.length);
            System.out.flush();
          }
        }
        """
            .replace("EDITION", edition));
  }

  private Run start(Path command, Map<String, String> environment, String... arguments) {
    List<Object> all = new ArrayList<>(List.of(command));
    all.addAll(List.of(arguments));
    return Run.command(folder, environment, "", all);
  }

  private Run start(String... arguments) {
    return start(launcher, NO_OTHER_JDK, arguments);
  }

  private String builds(String why) throws IOException {
    return "mmapdict: %s, building with Maven (a minute or two; log: %s)\n"
        .formatted(why, project.toRealPath().resolve(".mmapdict/build.log"));
  }

  private List<Path> caches() throws IOException {
    try (Stream<Path> files = Files.list(project.resolve(".mmapdict"))) {
      return files.filter(file -> file.toString().endsWith(".aot")).toList();
    }
  }

  /** On one project, for each build takes seconds. */
  @Test
  void buildsOnFirstUseAndAfterAChangeAndNotBetween() throws IOException {
    twoFirstStartsAtOnceBuildOnce();
    linksAndLocalesDoNotMatter();
    whateverBecomesOfTheCacheNobodyNotices();
    aChangeIsBuilt();
  }

  private void twoFirstStartsAtOnceBuildOnce() throws IOException {
    CompletableFuture<Run> other = CompletableFuture.supplyAsync(() -> start("one"));
    Run two = start("a b", "", "hé☃");
    Run one = other.join();
    assertEquals("first one\n", one.out());
    assertEquals("first a b||hé☃\n", two.out());
    assertEquals(builds("first use"), one.err() + two.err());
    assertEquals("first again\n", start("again").done());
  }

  private void linksAndLocalesDoNotMatter() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a project/mmapdict"));
    Path second = Files.createSymbolicLink(folder.resolve("second"), link.getFileName());
    assertEquals("first linked\n", start(second, NO_OTHER_JDK, "linked").done());
    Map<String, String> plainLocale = Map.of("LC_ALL", "C", "LANG", "", "MMAPDICT_JAVA_HOME", "");
    assertEquals("first hé☃\n", start(launcher, plainLocale, "hé☃").done());
  }

  private void whateverBecomesOfTheCacheNobodyNotices() throws IOException {
    assertEquals(1, caches().size(), "no start has made the cache: " + caches());
    Path cache = caches().getFirst();
    byte[] whole = Files.readAllBytes(cache);
    assertTrue(whole.length > 1 << 20, "the cache is empty");
    byte[] damaged = whole.clone();
    for (int i = 1 << 16; i < damaged.length; i += 5003) {
      damaged[i] ^= 0x55;
    }
    for (byte[] bad : List.of(new byte[0], new byte[100], damaged, Arrays.copyOf(whole, 1 << 17))) {
      Files.write(cache, bad);
      assertEquals("first z\n", start("z").done());
    }
    Files.delete(cache);
    assertEquals("first z\n", start("z").done());
    assertEquals(1, caches().size());
  }

  private void aChangeIsBuilt() throws IOException {
    writeMain("broken;");
    Files.writeString(main, Files.readString(main).replace("byte[] line", "int line"));
    Run broken = start("x");
    assertEquals(1, broken.exit());
    assertEquals("", broken.out());
    assertTrue(broken.err().startsWith(builds("sources changed")), broken.err());
    assertTrue(broken.err().contains("Main.java:[8,"), broken.err());
    String log = project.toRealPath().resolve(".mmapdict/build.log").toString();
    assertTrue(
        broken
            .err()
            .endsWith(
                "mmapdict: the build failed; the end of its log stands above, all of it in "
                    + log
                    + "\n"),
        broken.err());

    writeMain("second");
    Run repaired = start("x");
    assertEquals("second x\n", repaired.out());
    assertEquals(builds("sources changed"), repaired.err());
    assertEquals("second y\n", start("y").done());
  }

  @Test
  void saysWhatIsWrongWithTheJdkItIsPointedTo() throws IOException {
    Path old = fakeJdk("jdk-17", "17.0.15");
    Run run = start(launcher, Map.of("MMAPDICT_JAVA_HOME", old.toString()));
    run.failed(
        "MMAPDICT_JAVA_HOME="
            + old
            + " is not a JDK 25 or newer; point it at one, or unset it to search the usual folders");
    assertFalse(Files.exists(project.resolve(".mmapdict")), "something was made");
  }

  @Test
  void saysHowToGetAJdkWhereThereIsNone() throws IOException {
    Path jdks = Files.createDirectory(folder.resolve("jvm"));
    fakeJdk("jvm/jdk-21", "21.0.2");
    String text = Files.readString(launcher);
    String elsewhere = text.replace("/usr/lib/jvm/* /opt/*", "'" + jdks + "'/*");
    assertFalse(text.equals(elsewhere), "the launcher searches other folders now");
    Files.writeString(launcher, elsewhere);
    Path tools = Files.createDirectory(folder.resolve("bin"));
    for (String tool : List.of("bash", "readlink", "env")) {
      program(tools.resolve(tool), "exec " + which(tool) + " \"$@\"");
    }
    Files.copy(jdks.resolve("jdk-21/bin/java"), tools.resolve("java"));
    Map<String, String> environment =
        Map.of(
            "PATH",
            tools.toString(),
            "HOME",
            folder.toString(),
            "JAVA_HOME",
            "",
            "MMAPDICT_JAVA_HOME",
            "");
    start(launcher, environment)
        .failed(
            "needs a JDK 25 or newer, and there is none in MMAPDICT_JAVA_HOME, JAVA_HOME, PATH,"
                + " /usr/lib/jvm, /opt or ~/.sdkman. Get one: apt install openjdk-25-jdk, or sdk"
                + " install java 25-tem, or Eclipse Temurin 25 from adoptium.net");
  }

  private Path fakeJdk(String name, String version) throws IOException {
    Path bin = Files.createDirectories(folder.resolve(name).resolve("bin"));
    for (String program : List.of("java", "javac")) {
      program(bin.resolve(program), "exit 99");
    }
    Files.writeString(bin.resolveSibling("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return bin.getParent();
  }

  private static void program(Path file, String line) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + line + "\n");
    assertTrue(file.toFile().setExecutable(true));
  }

  private static Path which(String tool) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .map(each -> Path.of(each, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }
}
