package io.mmapdict.registration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.OpenMode;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.parallel.TaskRunner;
import io.mmapdict.parallel.stages.PipelineOptions;
import io.mmapdict.parallel.stages.Planned;
import io.mmapdict.registration.photo.PngWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What of an earlier run, or of another one at once, is kept, and what is made again. */
class KeptResultsTest extends Bracket {
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
}
