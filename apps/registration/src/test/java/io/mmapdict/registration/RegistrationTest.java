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
import io.mmapdict.parallel.stages.Planned;
import io.mmapdict.parallel.stages.StageRunner;
import io.mmapdict.registration.photo.PhotoReader;
import io.mmapdict.registration.photo.PngWriter;
import io.mmapdict.registration.scene.RenderedScene;
import io.mmapdict.testkit.Python;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The stages on a rendered scene whose truth is known, by real worker processes. */
class RegistrationTest extends Bracket {
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
}
