package io.mmapdict.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import io.mmapdict.example.PointCloud;
import io.mmapdict.parallel.TaskRunner;
import io.mmapdict.testkit.EachPython;
import io.mmapdict.testkit.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code docs/tutorial-codec.md} is true: its listings are the sources, and a codec that only
 * ServiceLoader knows does what the page says.
 */
class CodecTutorialTest {
  private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
  private static final Pattern LISTING =
      Pattern.compile(
          "(?:^`([^`\n]+)`\n\n)?^```(\\w+)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  /** A listing and the file named above it, empty where none is. */
  private record Listing(String file, String language, String text) {}

  @TempDir private Path scratch;

  @Test
  void itsListingsAreTheSources() throws IOException {
    List<String> files = new ArrayList<>();
    for (Listing listing : listings()) {
      if (!listing.file().isEmpty()) {
        files.add(listing.file());
        String source = stripped(Files.readString(ROOT.resolve(listing.file())));
        String text = stripped(listing.text());
        boolean whole = listing.file().startsWith("dev/example-codec/");
        assertTrue(
            whole ? source.equals(text) : source.contains("\n" + text),
            listing.file() + " is not what the tutorial shows");
      }
    }
    assertEquals(7, files.size());
    String all = String.join(" ", files);
    try (var sources = Files.walk(ROOT.resolve("dev/example-codec/src"))) {
      sources
          .filter(Files::isRegularFile)
          .forEach(
              file -> assertTrue(all.contains(ROOT.relativize(file).toString()), file.toString()));
    }
  }

  @Test
  void isStoredNestedAndMapped() {
    Path file = scratch.resolve("scans.mmdpickle");
    writeScans(file);
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      assertEquals(PointCloud.of(1, 2, 3, 4, 5, 60), dict.get("scan/1"));
      assertEquals(
          List.of("two of them", PointCloud.of(7, 8, 9), PointCloud.of()), dict.get("scans"));
    }
  }

  @Test
  void aNestedOneIsMappedToo() {
    Path file = scratch.resolve("nested.mmdpickle");
    writeScans(file);
    try (MmapDict dict = MmapDict.open(file)) {
      List<?> scans = dict.get("scans", List.class);
      ((PointCloud) scans.get(1)).set(0, 0, -7);
    }
    try (MmapDict dict = MmapDict.open(file)) {
      assertEquals(PointCloud.of(-7, 8, 9), dict.get("scans", List.class).get(1));
    }
  }

  private static void writeScans(Path file) {
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("scan/1", PointCloud.of(1, 2, 3, 4, 5, 6));
      dict.put("scans", List.of("two of them", PointCloud.of(7, 8, 9), PointCloud.of()));

      PointCloud cloud = dict.get("scan/1", PointCloud.class);
      cloud.set(1, 2, 60); // in the file, not in a copy
    }
  }

  @Test
  void workersUseIt() throws InterruptedException {
    Path file = scratch.resolve("workers.mmdpickle");
    writeScans(file);
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("scan/2", PointCloud.of(10, 20, 30));
      dict.put("scan/3", PointCloud.of(100, 200, 300));
    }
    moveInWorkers(file);
    try (MmapDict dict = MmapDict.open(file)) {
      assertEquals(PointCloud.of(1, 2, 103, 4, 5, 60), dict.get("scan/1"));
      assertEquals(PointCloud.of(10, 20, 130), dict.get("first of scan/2"));
      assertEquals(PointCloud.of(100, 200, 400), dict.get("first of scan/3"));
    }
  }

  private static void moveInWorkers(Path file) throws InterruptedException {
    try (MmapDict dict = MmapDict.open(file);
        TaskRunner runner = TaskRunner.processes(2)) {
      runner
          .run(
              dict,
              List.of("scan/1", "scan/2", "scan/3"),
              (d, key) -> {
                PointCloud cloud = d.get(key, PointCloud.class);
                cloud.set(0, 2, cloud.get(0, 2) + 100);
                d.put(
                    "first of " + key,
                    PointCloud.of(cloud.get(0, 0), cloud.get(0, 1), cloud.get(0, 2)));
                return cloud.size();
              })
          .orThrow();
    }
  }

  @EachPython
  void plainPythonLoadsIt(Python python) throws IOException {
    Path file = scratch.resolve("python.mmdpickle");
    writeScans(file);
    List<Listing> scripts =
        listings().stream().filter(each -> each.language().equals("python")).toList();
    assertEquals(1, scripts.size());
    assertEquals("[1. 4.] [ 3.5 60.5] 1", python.run(scripts.getFirst().text(), file).strip());
  }

  @Test
  void nobodyElseNamesTheCodec() throws IOException {
    Path pom = ROOT.resolve("dev/interop/pom.xml");
    String dependency = "<artifactId>example-codec</artifactId>";
    assertTrue(Files.readString(pom).contains(dependency));
    try (var poms = Files.walk(ROOT, 3)) {
      List<Path> others =
          poms.filter(each -> each.endsWith("pom.xml") && !each.equals(pom))
              .filter(each -> !each.startsWith(ROOT.resolve("dev/example-codec")))
              .toList();
      for (Path other : others) {
        assertFalse(Files.readString(other).contains(dependency), other.toString());
      }
    }
  }

  private static List<Listing> listings() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/tutorial-codec.md"));
    List<Listing> listings = new ArrayList<>();
    Matcher matcher = LISTING.matcher(page);
    while (matcher.find()) {
      String file = matcher.group(1) == null ? "" : matcher.group(1);
      listings.add(new Listing(file, matcher.group(2), matcher.group(3)));
    }
    return listings;
  }

  /** Without indentation, which differs inside a test. */
  private static String stripped(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n")).strip();
  }
}
