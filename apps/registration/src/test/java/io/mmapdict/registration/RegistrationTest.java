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
import io.mmapdict.parallel.ProgressEvent;
import io.mmapdict.parallel.ProgressListener;
import io.mmapdict.parallel.RunReport;
import io.mmapdict.parallel.Task;
import io.mmapdict.parallel.TaskRunner;
import io.mmapdict.parallel.stages.PipelineListener;
import io.mmapdict.parallel.stages.PipelineOptions;
import io.mmapdict.parallel.stages.Planned;
import io.mmapdict.parallel.stages.StageReport;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
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
    registered = run(hdr(bracket, PHOTOS).withOut(out), new Told());
  }

  /** Keeps what is made and how much is kept. */
  private static class Told implements PipelineListener {
    private final List<String> made = new ArrayList<>();
    private int kept;
    private int done;

    @Override
    public void begins(String stage, int planned, int kept) {
      this.kept += kept;
    }

    @Override
    public void on(String stage, ProgressEvent event) {
      if (event.kind() == ProgressEvent.Kind.DONE) {
        made.add(event.key().toString());
      }
    }

    @Override
    public void ended(StageReport stage) {
      done += stage.done();
    }

    /** How many of a kind. */
    private long made(String prefix) {
      return made.stream().filter(key -> key.startsWith(prefix)).count();
    }
  }

  private static RegisterOptions hdr(Path file, List<Path> photos) {
    return RegisterOptions.of(file, photos)
        .withMerge(MergeKind.HDR)
        .withExposures(seconds(photos.size()));
  }

  private static RegistrationRecord run(RegisterOptions options, Told told)
      throws InterruptedException {
    try (TaskRunner runner = TaskRunner.processes(2);
        TaskRunner merger = TaskRunner.threads(1)) {
      return Registration.run(options, runner::run, merger::run, told).orElseThrow();
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
    Threads cluster = new Threads(new ArrayList<>());
    Told told = new Told();
    RegisterOptions options = hdr(folder.resolve("cluster.mmdpickle"), relative);
    RegistrationRecord record;
    try (TaskRunner merger = TaskRunner.threads(1)) {
      record = Registration.run(options, cluster, merger::run, told).orElseThrow();
    }
    assertEquals(registered.images(), record.images());
    // The merge needs all photos at once, and is done here.
    assertEquals(4 + 4 + 6 + 1 + 4, cluster.works().size());
    assertEquals("merged", told.made.getLast());
    // A machine of a cluster is in another folder.
    Path source = Path.of(((Planned) cluster.works().getFirst()).step().files().getFirst());
    assertEquals(PHOTOS.getFirst(), source.normalize());
    assertTrue(source.isAbsolute());
  }

  @Test
  void aSecondRunMakesNothingAndWhatIsMissingIsMadeAgain() throws Exception {
    Path file = Files.copy(bracket, folder.resolve("reused.mmdpickle"));
    RegisterOptions two =
        RegisterOptions.of(file, PHOTOS.subList(0, 2)).withMerge(MergeKind.STITCH);
    Told first = new Told();
    RegistrationRecord record = run(two, first);
    // Images, keypoints and the match were there; where each stands has to be found anew.
    assertEquals(
        Set.of("graph", "placements/shot1", "placements/shot2", "merged", "merged/transform"),
        Set.copyOf(first.made));
    assertEquals(2 + 2 + 1, first.kept);
    int commits;
    try (MmapDict dict = MmapDict.open(file)) {
      commits = dict.commitNumber();
    }
    Told second = new Told();
    assertEquals(record, run(two, second));
    assertEquals(List.of(), second.made);
    try (MmapDict dict = MmapDict.open(file)) {
      assertEquals(commits, dict.commitNumber());
      dict.remove("keypoints/shot2");
      dict.remove("transforms/shot2");
    }
    Told third = new Told();
    assertEquals(record, run(two, third));
    // Made again of the same, it is the same: nothing of it needs to be made again but the merge,
    // which goes with the transforms.
    assertEquals(List.of("keypoints/shot2", "merged", "merged/transform"), third.made);

    // Without photos: those in the file, in their order.
    Told fourth = new Told();
    RegistrationRecord again =
        run(RegisterOptions.of(file, List.of()).withMerge(MergeKind.STITCH), fourth);
    assertEquals(List.of("shot1", "shot2"), List.copyOf(again.images().keySet()));
    assertEquals(List.of(), fourth.made);
  }

  @Test
  void twoRunsAtOnceShareTheWork() throws Exception {
    Path file = folder.resolve("shared.mmdpickle");
    RegisterOptions options = hdr(file, PHOTOS.subList(0, 3));
    Told first = new Told();
    Told second = new Told();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<RegistrationRecord> other = threads.submit(() -> run(options, second));
      assertEquals(run(options, first), other.get());
    }
    assertEquals(3 + 3 + 3 + 1 + 3 + 1, first.done + second.done);
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      assertTrue(dict.containsKey("merged") && dict.containsKey("transforms/shot3"));
      assertEquals(
          "hdr", dict.get("registration", RegistrationRecord.class).merge().orElseThrow().kind());
    }
  }

  @Test
  void whatOnlySomeOfItNeedsIsNamed() {
    RegisterOptions options =
        hdr(folder.resolve("only.mmdpickle"), PHOTOS.subList(0, 2))
            .withPipeline(PipelineOptions.DEFAULT.withOnly("keypoints/*"));
    for (Executable refused :
        List.<Executable>of(() -> run(options, new Told()), () -> Registration.plan(options))) {
      String message = assertThrows(RegistrationException.class, refused).getMessage();
      assertTrue(message.endsWith("no key 'images/shot1' to make 'keypoints/shot1' of"), message);
    }
  }

  @Test
  void aPhotoThatHasChangedIsReadAgainWithAllThatIsMadeOfIt() throws Exception {
    Path mine = Files.createDirectories(folder.resolve("mine"));
    List<Path> photos = new ArrayList<>();
    for (Path photo : PHOTOS) {
      photos.add(Files.copy(photo, mine.resolve(photo.getFileName())));
    }
    Path file = folder.resolve("mine.mmdpickle");
    run(hdr(file, photos), new Told());
    // Another exposure of the same view, under the same name.
    PngWriter.write(photos.get(3), scene.shots().get(4).pixels());
    Told told = new Told();
    RegistrationRecord record = run(hdr(file, photos), told);
    assertEquals(1, told.made("images/"));
    assertEquals(1, told.made("keypoints/"));
    assertEquals(3, told.made("matches/"));
    try (MmapDict dict = MmapDict.open(file, OpenMode.READ_ONLY)) {
      assertArrayEquals(
          scene.shots().get(4).pixels().samples(),
          dict.get("images/shot4", NDArray.class).toByteArray());
      assertEquals("registered", record.images().get("shot4").status());
      double error =
          meanError(
              dict.get("transforms/shot4", NDArray.class), scene.shots().get(4).toReference());
      assertTrue(error <= 1.5, "off by " + error + " px");
    }
  }

  @Test
  void aPlanSaysWhatARunMakesAndOnlySomeOfItCanBeMade() throws Exception {
    Path file = folder.resolve("planned.mmdpickle");
    RegisterOptions options = hdr(file, PHOTOS.subList(0, 2));
    List<String> all =
        List.of(
            "images/shot1",
            "images/shot2",
            "keypoints/shot1",
            "keypoints/shot2",
            "matches/shot2/shot1",
            "graph",
            "placements/shot1",
            "placements/shot2");
    assertEquals(all, planned(options));
    assertTrue(Files.notExists(file));
    RegisterOptions images = options.withPipeline(PipelineOptions.DEFAULT.withOnly("images/*"));
    Told told = new Told();
    try (TaskRunner runner = TaskRunner.threads(1)) {
      assertEquals(Optional.empty(), Registration.run(images, runner::run, runner::run, told));
    }
    assertEquals(all.subList(0, 2), told.made);
    try (MmapDict dict = MmapDict.open(file)) {
      assertEquals(
          Set.of("images/shot1", "images/shot2", "made/images/shot1", "made/images/shot2"),
          Set.copyOf(dict.keySet()));
    }
    assertEquals(all.subList(2, all.size()), planned(options));
    run(options, new Told());
    assertEquals(List.of(), planned(options));
    assertEquals(
        List.of("merged", "merged/transform"), planned(options.withMerge(MergeKind.STITCH)));
    RegisterOptions forced = options.withPipeline(PipelineOptions.DEFAULT.withForce());
    assertEquals(all, planned(forced));
    Told again = new Told();
    run(forced, again);
    assertEquals(all.size() + 1, again.made.size(), again.made.toString());
  }

  private static List<String> planned(RegisterOptions options) {
    return Registration.plan(options).values().stream()
        .flatMap(List::stream)
        .map(Planned::toString)
        .toList();
  }

  @Test
  void whatAnEarlierRunFoundIsNotTakenForThisOnes() throws Exception {
    Path file = Files.copy(bracket, folder.resolve("changed.mmdpickle"));

    // Another reference, fewer photos: nothing of the old frame stays.
    run(RegisterOptions.of(file, List.of(PHOTOS.get(1), PHOTOS.get(2))), new Told());
    try (MmapDict dict = MmapDict.open(file)) {
      assertFalse(dict.containsKey("transforms/shot1"));
      assertFalse(dict.containsKey("merged"));
    }
    // Another picture takes the name of shot3.
    Path other = Files.createDirectories(folder.resolve("changed")).resolve("shot3.png");
    PngWriter.write(other, elsewhere.shots().get(2).pixels());
    run(RegisterOptions.of(file, List.of(PHOTOS.get(1), other)), new Told());
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
        run(
            RegisterOptions.of(file, List.of(PHOTOS.get(0), PHOTOS.get(1), stranger))
                .withMerge(MergeKind.STITCH),
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
        RegisterOptions.of(file, PHOTOS.subList(0, 2)).withMerge(MergeKind.HDR);
    String message =
        assertThrows(RegistrationException.class, () -> run(noTimes, new Told())).getMessage();
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
    run(RegisterOptions.of(file, photos), new Told());
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
