package io.mmapdict.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheKeyTest {
  @TempDir Path folder;

  private Path jar(String name, String classPath) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
    Path jar = folder.resolve(name);
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    return jar;
  }

  @Test
  void isOfTheJarsThatAJarNamesToo() throws IOException {
    Path other = jar("other.jar", "");
    Path program = jar("program.jar", "other.jar no-such.jar");
    List<String> command = List.of("java", "--class-path=" + program, "Main");
    String key = CacheKey.of(command);
    assertNotNull(key);
    assertEquals(key, CacheKey.of(command));
    Files.setLastModifiedTime(other, FileTime.fromMillis(1_000_000_000_000L));
    assertNotEquals(key, CacheKey.of(command));
    Files.createDirectory(folder.resolve("no-such.jar"));
    assertNull(CacheKey.of(command), "a folder on the class path");
  }

  /** From 32 GiB on references take eight bytes. */
  @Test
  void isOfNarrowOrWideReferences() throws IOException {
    String classPath = "--class-path=" + jar("program.jar", "");
    String narrow = CacheKey.of(List.of("java", "-Xmx1g", classPath));
    assertEquals(narrow, CacheKey.of(List.of("java", "-Xmx2097152k", classPath)));
    assertEquals(narrow, CacheKey.of(List.of("java", "-Xmx99g", "-Xmx16m", classPath)));
    assertNotEquals(narrow, CacheKey.of(List.of("java", "-Xmx40g", classPath)));
    assertNotEquals(narrow, CacheKey.of(List.of("java", "-Xmx1T", classPath)));
  }
}
