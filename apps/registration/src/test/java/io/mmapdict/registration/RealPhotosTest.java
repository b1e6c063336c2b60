package io.mmapdict.registration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.parallel.TaskRunner;
import io.mmapdict.parallel.stages.PipelineListener;
import io.mmapdict.registration.hdr.RadianceFile;
import io.mmapdict.registration.vision.Homography;
import io.mmapdict.testkit.Data;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job on real photographs with published truth, by two worker processes. */
class RealPhotosTest {
  private static final int STEPS = 41;

  /** The bars for img2 to img5, and what img6 may be off if it is called registered. */
  private static final double[] BOAT_PIXELS = {0.5, 0.6, 1.2, 2.0, 10};

  @TempDir private Path folder;

  /** The others in the long run; {@code BoatTest} holds each pair to its bar in {@code verify}. */
  @Test
  void threeOfBoat() throws Exception {
    boat(3);
  }

  @Test
  @Tag("long")
  void boat() throws Exception {
    boat(6);
  }

  private void boat(int last) throws Exception {
    List<Path> photos = new ArrayList<>();
    for (int n = 1; n <= last; n++) {
      photos.add(Data.path("boat/img" + n + ".pgm"));
    }
    Path file = folder.resolve("boat.mmdpickle");
    RegistrationRecord record = run(RegisterOptions.of(file, photos).withMerge(MergeKind.STITCH));
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      NDArray reference = dict.get("images/img1", NDArray.class);
      for (int n = 2; n <= last; n++) {
        String name = "img" + n;
        if (!record.registered().contains(name)) {
          assertEquals("img6", name, "could not be registered: " + record.images().get(name));
          continue;
        }
        Homography truth = published(Data.path("boat/H1to" + n + "p"));
        Homography found =
            Homography.of(dict.get("transforms/" + name, NDArray.class).toDoubleArray());
        double error = transferError(truth, found, reference);
        System.out.printf("boat %s: %.2f px%n", name, error);
        assertTrue(error <= BOAT_PIXELS[n - 2], name + " is off by " + error + " px");
      }
    }
  }

  /** The darkest are the hardest. */
  @Test
  void theFourDarkestOfMemorial() throws Exception {
    List<Path> photos = memorialPhotos();
    Path file = folder.resolve("memorial.mmdpickle");
    RegistrationRecord record =
        run(RegisterOptions.of(file, photos.subList(photos.size() - 4, photos.size())));
    assertEquals(4, record.registered().size(), record.toString());
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      requireInPlace(dict, record);
    }
  }

  @Test
  @Tag("long")
  void memorial() throws Exception {
    List<Path> photos = memorialPhotos();
    List<Double> seconds = new ArrayList<>();
    for (String line : Files.readAllLines(Data.path("memorial/shutter_times.txt"))) {
      String[] parts = line.strip().split("/", -1);
      double above = Double.parseDouble(parts[0]);
      seconds.add(parts.length == 1 ? above : above / Double.parseDouble(parts[1]));
    }
    Path file = folder.resolve("memorial.mmdpickle");
    RegistrationRecord record =
        run(RegisterOptions.of(file, photos).withMerge(MergeKind.HDR).withExposures(seconds));
    assertEquals(16, record.registered().size(), record.toString());
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      requireInPlace(dict, record);
      float[] merged = dict.get("merged", NDArray.class).toFloatArray();
      LogFit fit =
          LogFit.ofLuminance(merged, RadianceFile.read(Data.path("memorial/memorial.hdr")).rgb());
      System.out.println("memorial: " + fit);
      assertTrue(fit.r() >= 0.995, fit.toString());
      assertTrue(Math.abs(fit.slope() - 1) <= 0.1, fit.toString());
    }
  }

  @Test
  void roomSaysItsExposures() throws Exception {
    List<Path> photos =
        List.of(Data.path("room/stack_room_exp_0.jpg"), Data.path("room/stack_room_exp_1.jpg"));
    RegisterOptions noTimes =
        RegisterOptions.of(folder.resolve("room.mmdpickle"), photos).withMerge(MergeKind.HDR);
    RegistrationRecord record = run(noTimes);
    assertEquals(List.of(2.0, 0.5), record.merge().orElseThrow().exposures());
  }

  private static RegistrationRecord run(RegisterOptions options) throws InterruptedException {
    try (TaskRunner runner = TaskRunner.processes(2);
        TaskRunner merger = TaskRunner.threads(1)) {
      return Registration.run(options, runner::run, merger::run, PipelineListener.NOBODY)
          .orElseThrow();
    }
  }

  private static List<Path> memorialPhotos() throws IOException {
    try (Stream<Path> files = Files.list(Data.path("memorial"))) {
      return files.filter(file -> file.toString().endsWith(".png")).sorted().toList();
    }
  }

  /** Published registered: among each other they lie within half a pixel (docs/hdr.md). */
  private static void requireInPlace(MmapDict dict, RegistrationRecord record) {
    for (String name : record.registered()) {
      NDArray frame = dict.get("images/" + name, NDArray.class);
      Homography found =
          Homography.of(dict.get("transforms/" + name, NDArray.class).toDoubleArray());
      double off = transferError(Homography.IDENTITY, found, frame);
      assertTrue(off < 5, name + " is called registered and is off by " + off + " px");
    }
  }

  private static Homography published(Path file) throws IOException {
    return Homography.of(
        Arrays.stream(Files.readString(file).strip().split("\\s+", -1))
            .mapToDouble(Double::parseDouble)
            .toArray());
  }

  /** From image 1 by the truth to image N and back by ours, over a grid on the whole of image 1. */
  private static double transferError(Homography truth, Homography found, NDArray reference) {
    double width = reference.shape().length(1) - 1.0;
    double height = reference.shape().length(0) - 1.0;
    Homography there = truth.then(found);
    double sum = 0;
    for (int i = 0; i < STEPS; i++) {
      for (int j = 0; j < STEPS; j++) {
        double x = width * i / (STEPS - 1);
        double y = height * j / (STEPS - 1);
        sum += Math.hypot(there.x(x, y) - x, there.y(x, y) - y);
      }
    }
    return sum / (STEPS * STEPS);
  }
}
