package io.mmapdict.parallel;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a class cache is of, as its name: whatever decides whether it fits a JVM that is started.
 */
final class CacheKey {
  static final String CLASS_PATH = "--class-path=";

  /** Options that make no difference to classes, but for how wide a reference is. */
  private static final Pattern IRRELEVANT =
      Pattern.compile("-D.*|-Xm[sx].*|-XX:(ActiveProcessorCount|MaxRAMPercentage)=.*");

  private static final Pattern MOST_HEAP = Pattern.compile("-Xmx([0-9]+)([kKmMgGtT]?)");
  private static final String SHARE = "-XX:MaxRAMPercentage=";

  /** From here on references are wide, and a cache of narrow ones does not fit. */
  private static final double WIDE_HEAP = 31L << 30;

  /** Options that choose a cache, or none. */
  private static final Pattern OTHER = Pattern.compile("-XX:(AOT|.*SharedArchive).*|-Xshare:.*");

  private CacheKey() {}

  /** Names command line, JDK and jars; null where the JDK makes no cache. */
  static @Nullable String of(List<String> command) throws IOException {
    StringBuilder all = new StringBuilder(System.getProperty("java.vm.version"));
    all.append(mostHeap(command) >= WIDE_HEAP ? " wide" : " narrow");
    boolean hasClassPath = false;
    for (String word : command) {
      if (OTHER.matcher(word).matches() || word.startsWith("--module-path=")) {
        return null;
      }
      if (!IRRELEVANT.matcher(word).matches()) {
        all.append('\n').append(word);
      }
      if (word.startsWith(CLASS_PATH)) {
        hasClassPath = true;
        for (Path jar : jars(word.substring(CLASS_PATH.length()))) {
          BasicFileAttributes found = Files.readAttributes(jar, BasicFileAttributes.class);
          if (!found.isRegularFile()) {
            return null;
          }
          all.append('\n')
              .append(found.size())
              .append(' ')
              .append(found.lastModifiedTime().toInstant());
        }
      }
    }
    byte[] bytes = all.toString().getBytes(StandardCharsets.UTF_8);
    return hasClassPath ? UUID.nameUUIDFromBytes(bytes).toString() : null;
  }

  /** Those of a class path, and those that their manifests name. */
  private static List<Path> jars(String classPath) throws IOException {
    List<Path> jars = new ArrayList<>();
    for (String entry : Pattern.compile(":").splitAsStream(classPath).toList()) {
      Path jar = Path.of(entry).toAbsolutePath();
      jars.add(jar);
      if (Files.isRegularFile(jar)) {
        for (String more : Pattern.compile(" +").splitAsStream(namedBy(jar)).toList()) {
          Path named = more.isEmpty() ? jar : named(jar, more);
          if (Files.exists(named)) {
            jars.add(named);
          }
        }
      }
    }
    return jars;
  }

  private static Path named(Path jar, String more) throws IOException {
    try {
      return Path.of(jar.toUri().resolve(more));
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      throw new IOException(jar + " names " + more + " as a part of the class path", e);
    }
  }

  private static String namedBy(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      String named =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      return named == null ? "" : named;
    }
  }

  /** What the last word of the command line about it says. */
  private static double mostHeap(List<String> command) {
    double share = 0;
    double most = 0;
    for (String word : command) {
      Matcher heap = MOST_HEAP.matcher(word);
      if (heap.matches()) {
        int unit = "kmgt".indexOf(heap.group(2).toLowerCase(Locale.ROOT)) + 1;
        most =
            Double.parseDouble(heap.group(1)) * Math.pow(1024, heap.group(2).isEmpty() ? 0 : unit);
      } else if (word.startsWith(SHARE)) {
        share = Double.parseDouble(word.substring(SHARE.length()));
      }
    }
    return most > 0 ? most : share / 100 * memory();
  }

  private static long memory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean machine
        ? machine.getTotalMemorySize()
        : 0;
  }
}
