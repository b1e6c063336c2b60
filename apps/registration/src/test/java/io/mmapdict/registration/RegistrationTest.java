package io.mmapdict.registration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.parallel.ProgressListener;
import io.mmapdict.parallel.RunReport;
import io.mmapdict.parallel.Task;
import io.mmapdict.parallel.TaskRunner;
import io.mmapdict.parallel.stages.StageRunner;
import io.mmapdict.registration.photo.PhotoReader;
import io.mmapdict.registration.photo.PngWriter;
import io.mmapdict.registration.scene.RenderedScene;
import io.mmapdict.registration.vision.Homography;
import io.mmapdict.testkit.Python;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stages on a rendered scene whose truth is known, by real worker processes. */
class RegistrationTest {
  private static final int WIDTH = 400;
  private static final int HEIGHT = 300;

  @TempDir private static Path folder;

  private static RenderedScene scene;
  private static RenderedScene elsewhere;
  private static final List<Path> PHOTOS = new ArrayList<>();

  /** The four photos, registered and merged; other runs begin with copies of it. */
  private static Path bracket;

  private static RegistrationRecord registered;

  @BeforeAll
  static void photographs() throws InterruptedException {
    scene = RenderedScene.render(11, WIDTH, HEIGHT);
    elsewhere = RenderedScene.render(12, WIDTH, HEIGHT);
    for (RenderedScene.Shot shot : scene.shots().subList(0, 4)) {
      Path photo = folder.resolve(shot.name() + ".png");
      PngWriter.write(photo, shot.pixels());
      PHOTOS.add(photo);
    }
    bracket = folder.resolve("bracket.mmdpickle");
    Path out = folder.resolve("bracket.png");
    registered =
        Registration.run(
            new RegisterOptions(bracket, PHOTOS, 2, MergeKind.HDR, seconds(4), out), new Told());
  }

  /** Keeps what it is told. */
  private static class Told implements RegistrationListener {
    private final List<String> reused = new ArrayList<>();
    private final List<String> stages = new ArrayList<>();

    @Override
    public void reused(String key) {
      reused.add(key);
    }

    @Override
    public void progress(String stage, int done, int total) {
      if (done == 0) {
        stages.add(stage);
      }
    }
  }

  private static List<Double> seconds(int photos) {
    return scene.shots().subList(0, photos).stream().map(RenderedScene.Shot::seconds).toList();
  }

  @Test
  void aBracketIsRegisteredMergedAndOpenedByPlainPython() throws Exception {
    assertEquals(List.of("shot1", "shot2", "shot3", "shot4"), registered.registered());
    assertEquals("reference", registered.images().get("shot1").status());
    try (MmapDict dict = MmapDict.open(bracket, OpenMode.READ_ONLY)) {
      for (RenderedScene.Shot shot : scene.shots().subList(0, 4)) {
        NDArray image = dict.get("images/" + shot.name(), NDArray.class);
        assertEquals(DType.UINT8, image.dtype());
        assertArrayEquals(shot.pixels().samples(), image.toByteArray());
        NDArray transform = dict.get("transforms/" + shot.name(), NDArray.class);
        assertEquals(DType.FLOAT64, transform.dtype());
        double error = meanError(transform, shot.toReference());
        // The bar for rendered views.
        assertTrue(error <= 1.5, shot.name() + " is off by " + error + " px");
      }
      NDArray merged = dict.get("merged", NDArray.class);
      assertEquals(DType.FLOAT32, merged.dtype());
      assertArrayEquals(new long[] {HEIGHT, WIDTH, 3}, merged.shape().toArray());
    }
    assertEquals(WIDTH, PhotoReader.read(folder.resolve("bracket.png")).pixels().width());
    for (Python python : Python.all()) {
      assertEquals(
          "float64 (3, 3) uint8 128 reference registered\n",
          python.run(
              """
              import pickle, sys
              with open(sys.argv[1], 'rb') as f:
                  d = pickle.load(f)
              t = d['transforms/shot2']
              k = d['keypoints/shot2']
              assert k['x'].dtype == 'float32' and len(k['x']) == len(k['descriptors'])
              r = d['registration']['images']
              print(t.dtype, t.shape, k['descriptors'].dtype, k['descriptors'].shape[1],
                    r['shot1']['status'], r['shot4']['status'])
              """,
              bracket));
    }
  }

  /** A cluster of two threads that keeps what it is to do. */
  private record Threads(List<Object> works) implements StageRunner {
    @Override
    public <K, R> RunReport<K, R> run(
        MmapDict dict, Collection<K> keys, Task<K, R> task, ProgressListener listener)
        throws InterruptedException {
      works.addAll(keys);
      try (TaskRunner runner = TaskRunner.threads(2)) {
        return runner.run(dict, keys, task, listener);
      }
    }
  }

  @Test
  void aClusterDoesAllThatWorkersDo() throws InterruptedException {
    List<Path> relative = PHOTOS.stream().map(Path.of("").toAbsolutePath()::relativize).toList();
    RegisterOptions options =
        new RegisterOptions(
            folder.resolve("cluster.mmdpickle"), relative, 1, MergeKind.HDR, seconds(4), null);
    Threads cluster = new Threads(new ArrayList<>());
    Told told = new Told();
    RegistrationRecord record = Registration.run(options, told, cluster);
    assertEquals(registered.images(), record.images());
    assertEquals(List.of("keypoints", "pairs", "transforms", "merge"), told.stages);
    assertEquals(4 + 6 + 4, cluster.works().size());
    // A machine of a cluster is in another folder.
    Path source = Path.of(((PhotoStage.Work) cluster.works().getFirst()).source());
    assertEquals(PHOTOS.getFirst(), source.normalize());
    assertTrue(source.isAbsolute());
  }

  @Test
  void aSecondRunReusesEverythingAndAnInterruptedOneGoesOn() throws Exception {
    Path file = Files.copy(bracket, folder.resolve("reused.mmdpickle"));
    RegisterOptions two =
        new RegisterOptions(file, PHOTOS.subList(0, 2), 1, MergeKind.STITCH, List.of(), null);
    RegistrationRecord first = Registration.run(two, new Told());
    Told second = new Told();
    assertEquals(first, Registration.run(two, second));
    assertEquals(List.of(), second.stages);
    assertEquals(
        List.of(
            "images/shot1",
            "keypoints/shot1",
            "images/shot2",
            "keypoints/shot2",
            "transforms/shot1",
            "transforms/shot2",
            "registration",
            "merged"),
        second.reused);

    // As if the run had ended before: only what is missing is made again.
    try (MmapDict dict = MmapDict.open(file)) {
      dict.remove("keypoints/shot2");
      dict.remove("transforms/shot2");
    }
    Told third = new Told();
    Registration.run(two, third);
    assertEquals(List.of("keypoints", "pairs", "transforms", "merge"), third.stages);
    assertTrue(third.reused.contains("keypoints/shot1"), third.reused.toString());

    // Without photos: those in the file, in their order.
    Told fourth = new Told();
    RegistrationRecord again =
        Registration.run(
            new RegisterOptions(file, List.of(), 1, MergeKind.STITCH, List.of(), null), fourth);
    assertEquals(List.of("shot1", "shot2"), List.copyOf(again.images().keySet()));
    assertEquals(List.of(), fourth.stages);
  }

  @Test
  void whatAnEarlierRunFoundIsNotTakenForThisOnes() throws Exception {
    Path file = Files.copy(bracket, folder.resolve("changed.mmdpickle"));

    // Another reference, fewer photos: nothing of the old frame stays, not even half-way.
    List<Boolean> recordHalfWay = new ArrayList<>();
    Told told =
        new Told() {
          @Override
          public void progress(String stage, int done, int total) {
            super.progress(stage, done, total);
            if (stage.equals("transforms")) {
              try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
                recordHalfWay.add(dict.containsKey("registration"));
              }
            }
          }
        };
    run(file, List.of(PHOTOS.get(1), PHOTOS.get(2)), told);
    assertEquals(List.of(false), recordHalfWay.stream().distinct().toList());
    try (MmapDict dict = MmapDict.open(file)) {
      assertFalse(dict.containsKey("transforms/shot1"));
      assertFalse(dict.containsKey("merged"));
      // Another picture takes the name of shot3.
      dict.delete("images/shot3");
      dict.delete("keypoints/shot3");
    }
    Path other = Files.createDirectories(folder.resolve("changed")).resolve("shot3.png");
    PngWriter.write(other, elsewhere.shots().get(2).pixels());
    run(file, List.of(PHOTOS.get(1), other), new Told());
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      assertFalse(dict.containsKey("transforms/shot3"));
      assertEquals(
          "failed",
          dict.get("registration", RegistrationRecord.class).images().get("shot3").status());
    }
  }

  @Test
  void aMosaicKnowsItsPlaceAndAPhotoFromElsewhereFails() throws Exception {
    Path stranger = folder.resolve("stranger.png");
    PngWriter.write(stranger, elsewhere.shots().get(1).pixels());
    Path file = Files.copy(bracket, folder.resolve("mosaic.mmdpickle"));
    RegistrationRecord record =
        Registration.run(
            new RegisterOptions(
                file,
                List.of(PHOTOS.get(0), PHOTOS.get(1), stranger),
                2,
                MergeKind.STITCH,
                List.of(),
                null),
            new Told());
    assertEquals("failed", record.images().get("stranger").status());
    assertFalse(record.images().get("stranger").why().orElse("").isBlank());
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      assertFalse(dict.containsKey("transforms/stranger"));
      NDArray merged = dict.get("merged", NDArray.class);
      assertEquals(DType.UINT8, merged.dtype());
      assertEquals(4, merged.shape().length(2));
      NDArray place = dict.get("merged/transform", NDArray.class);
      // The reference's first pixel, where the mosaic says it is.
      long x = Math.round(place.at(0, 2).getDouble());
      long y = Math.round(place.at(1, 2).getDouble());
      assertEquals(255, merged.at(y + HEIGHT / 2, x + WIDTH / 2, 3).getInt());
    }
  }

  @Test
  void mistakesAreToldAndTheFileStaysUsable() throws Exception {
    Path file = folder.resolve("mistakes.mmdpickle");
    RegisterOptions noTimes =
        new RegisterOptions(file, PHOTOS.subList(0, 2), 1, MergeKind.HDR, List.of(), null);
    String message =
        assertThrows(RegistrationException.class, () -> Registration.run(noTimes, new Told()))
            .getMessage();
    assertTrue(message.contains("shot1") && message.contains("--times"), message);

    Path other = Files.createDirectories(folder.resolve("other")).resolve("shot1.png");
    Files.copy(PHOTOS.get(1), other);
    String twice =
        assertThrows(RegistrationException.class, () -> run(file, List.of(PHOTOS.get(0), other)))
            .getMessage();
    assertTrue(twice.contains("images/shot1"), twice);

    Path notAPhoto = folder.resolve("text.png");
    Files.writeString(notAPhoto, "not a photo");
    RuntimeException unreadable =
        assertThrows(RuntimeException.class, () -> run(file, List.of(PHOTOS.get(0), notAPhoto)));
    assertTrue(unreadable.getMessage().contains("text.png"), unreadable.getMessage());

    assertThrows(
        RegistrationException.class, () -> run(file, List.of(folder.resolve("missing.png"))));
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      assertTrue(dict.containsKey("images/shot1"));
    }
  }

  private static void run(Path file, List<Path> photos) throws InterruptedException {
    run(file, photos, new Told());
  }

  private static void run(Path file, List<Path> photos, Told told) throws InterruptedException {
    Registration.run(new RegisterOptions(file, photos, 1, null, List.of(), null), told);
  }

  private static double meanError(NDArray transform, Homography truth) {
    Homography found = Homography.of(transform.toDoubleArray());
    double sum = 0;
    int points = 0;
    for (int y = 0; y < HEIGHT; y += 20) {
      for (int x = 0; x < WIDTH; x += 20) {
        sum += Math.hypot(found.x(x, y) - truth.x(x, y), found.y(x, y) - truth.y(x, y));
        points++;
      }
    }
    return sum / points;
  }
}
