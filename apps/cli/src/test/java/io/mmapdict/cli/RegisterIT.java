package io.mmapdict.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.testkit.Python;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mmapdict demo} and {@code register} as a user runs them. */
class RegisterIT {
  private static final double MOST_PIXELS = 1.5;

  @TempDir private Path folder;

  @Test
  void theDemoIsNearTheTruthAndItsPhotosRegister() throws IOException {
    Path demo = folder.resolve("demo");
    Path file = demo.resolve("demo.mmdpickle");
    Run first = Run.mmapdict("demo", demo);
    assertEquals(0, first.exit(), first.err());
    List<Double> errors =
        Pattern.compile("transforms/shot[2-7]  mean error ([0-9.]+) px")
            .matcher(first.out())
            .results()
            .map(found -> Double.valueOf(found.group(1)))
            .toList();
    assertEquals(6, errors.size(), first.out());
    assertTrue(errors.stream().allMatch(error -> error <= MOST_PIXELS), first.out());
    for (String picture : List.of("merged.png", "matches.png")) {
      assertTrue(ImageIO.read(demo.resolve(picture).toFile()).getHeight() >= 600, picture);
    }
    assertEquals(
        "float32 (600, 800, 3)",
        Python.any()
            .run(
                """
                import pickle, sys
                with open(sys.argv[1], 'rb') as f:
                    merged = pickle.load(f)['merged']
                print(merged.dtype, merged.shape)
                """,
                file)
            .strip());

    Path workers = Run.LAUNCHER.resolveSibling(".mmapdict").resolve("workers");
    try (Stream<Path> caches = Files.list(workers)) {
      assertEquals(1, caches.count(), "caches of workers' classes");
    }

    Run second = Run.mmapdict("demo", demo);
    assertEquals(0, second.exit(), second.err());
    // Seven photos, 21 pairs, and what is made of them.
    assertEquals(
        "mmapdict: nothing to do: 44 skipped, for they are there and up to date\n", second.err());

    Path two = folder.resolve("two.mmdpickle");
    Path mosaic = folder.resolve("mosaic.png");
    Path left = demo.resolve("photos/shot3.png");
    Path right = demo.resolve("photos/shot4.png");
    Run run =
        Run.mmapdict(
            "register",
            two,
            left,
            right,
            "--workers",
            "auto",
            "--merge",
            "stitch",
            "--out",
            mosaic);
    assertEquals(0, run.exit(), run.err());
    assertTrue(
        run.out()
            .matches(
                "shot3  reference +\nshot4  registered +[0-9]+ inliers, rms [0-9.]+ px\nwrote \\Q"
                    + mosaic
                    + "\\E\n"),
        run.out());
    assertTrue(ImageIO.read(mosaic.toFile()).getWidth() >= 800);
    List<String> summary = run.err().lines().filter(line -> line.contains(" done, ")).toList();
    assertEquals(7, summary.size(), run.err());
    assertTrue(
        summary
            .get(1)
            .matches(
                "mmapdict: keypoints: 2 done, 0 skipped, 0 retried, 0 failed, [0-9.]+ s, [0-9.]+ MiB"),
        run.err());

    Run plan = Run.mmapdict("register", two, left, right, "--dry-run", "--force");
    assertEquals(
        """
        images  images/shot3  forced
        images  images/shot4  forced
        keypoints  keypoints/shot3  forced
        keypoints  keypoints/shot4  forced
        matches  matches/shot4/shot3  forced
        graph  graph  forced
        placements  placements/shot3  forced
        placements  placements/shot4  forced
        """,
        plan.done());
    Run only = Run.mmapdict("register", two, left, right, "--force", "--only", "keypoints/*4");
    assertEquals(0, only.exit(), only.err());
    assertEquals("", only.out());
    assertTrue(only.err().contains("keypoints: 1 done, 0 skipped"), only.err());
    Run.mmapdict("register", two, left, "--only", "keypoints/*", "--merge", "hdr")
        .wrong(
            "--only and --merge: what is merged is made of all; leave one of them out;"
                + " see mmapdict register --help");
  }

  @Test
  void aPhotoThatCannotBeReadHoldsOnlyUpWhatIsMadeOfIt() throws IOException {
    Path file = folder.resolve("some.mmdpickle");
    Path good = folder.resolve("good.png");
    BufferedImage image = new BufferedImage(320, 240, BufferedImage.TYPE_BYTE_GRAY);
    image.createGraphics().fillRect(100, 100, 50, 50);
    ImageIO.write(image, "png", good.toFile());
    Path bad = Files.writeString(folder.resolve("bad.png"), "no photo");
    Run run = Run.mmapdict("register", file, good, bad, "--json", "--attempts", "2");
    assertEquals(1, run.exit(), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains(bad + ": "), run.err());
    String script =
        """
        import json, sys
        events = [json.loads(line) for line in open(sys.argv[1])]
        bad = [e['event'] for e in events if e.get('key') == 'images/bad']
        assert bad == ['started', 'retried', 'started', 'failed'], bad
        last = events[-1]
        assert last['event'] == 'summary', last
        assert not any(e['event'] == 'summary' for e in events[:-1])
        images, keypoints, matches = last['stages'][:3]
        assert images['stage'] == 'images' and images['done'] == 1 and images['retried'] == 1, images
        assert images['failed'] == 1, images
        why = [e for e in events if e['event'] == 'failed'][0]
        assert 'bad.png' in why['why'] and 'PhotoException' in why['stackTrace'], why
        assert images['bytes'] > 320 * 240 and images['seconds'] > 0, images
        assert keypoints['done'] == 1 and keypoints['blocked'] == 1, keypoints
        assert matches['done'] == 0 and matches['blocked'] == 1, matches
        """;
    Path events = Files.writeString(folder.resolve("events.json"), run.out());
    Python.any().run(script, events);
    Files.copy(good, bad, StandardCopyOption.REPLACE_EXISTING);
    Run again = Run.mmapdict("register", file, good, bad);
    assertEquals(0, again.exit(), again.err());
    assertTrue(again.err().contains("images: 1 done, 1 skipped"), again.err());
    assertTrue(again.out().contains("good  reference"), again.out());
  }

  @Test
  void aTaskHasNoMoreTimeAndMemoryThanIsSaid() throws IOException {
    Path photo = folder.resolve("large.png");
    BufferedImage large = new BufferedImage(6000, 4000, BufferedImage.TYPE_BYTE_GRAY);
    ImageIO.write(large, "png", photo.toFile());
    Run late =
        Run.mmapdict(
            "register", folder.resolve("late"), photo, "--deadline", "0.01", "--attempts", "1");
    assertEquals(1, late.exit(), late.err());
    assertTrue(late.err().contains("longer than its 10 ms"), late.err());
    Run full =
        Run.mmapdict(
            "register", folder.resolve("full"), photo, "--memory", "16m", "--attempts", "1");
    assertEquals(1, full.exit(), full.err());
    assertTrue(full.err().contains("OutOfMemoryError"), full.err());
  }

  @Test
  void saysInOneLineWhatIsWrong() throws IOException {
    Path file = folder.resolve("scan.mmdpickle");
    Path photo = folder.resolve("photo.png");
    ImageIO.write(new BufferedImage(64, 48, BufferedImage.TYPE_BYTE_GRAY), "png", photo.toFile());
    byte[] before = Files.readAllBytes(photo);
    Path missing = folder.resolve("missing.png");
    Run.mmapdict("register", file, photo, missing).failed(missing + ": no such file");
    Run.mmapdict("register", file, photo, photo, "--times", "1,1/2,1/4")
        .wrong(
            "--times: expected one time per photo, 2 photos are named, 3 times;"
                + " see mmapdict register --help");
    for (String option : List.of("--workers", "--attempts", "--deadline")) {
      Run.mmapdict("register", file, photo, "--spark", "local[1]", option, "2")
          .wrong(
              "--spark: the workers of a cluster are its own; leave it out, or --workers,"
                  + " --attempts, --deadline and --memory; see mmapdict register --help");
    }
    Run.mmapdict("register", file, photo, "--spark", "local[1]")
        .failed(
            "--spark local[1]: Spark is not part of this program; start it by spark-submit, as"
                + " docs/cluster.md says");
    assertTrue(Files.notExists(file));
    Run.mmapdict("demo", folder.resolve("demo"), "--workers", "0")
        .wrong("--workers: expected 1 or more, or auto, found 0; see mmapdict demo --help");
    Run.mmapdict("register", file, photo, "--workers", "all")
        .wrong("--workers: expected 1 or more, or auto, found all; see mmapdict register --help");
    Run.mmapdict("register", file, photo, "--attempts", "0")
        .wrong("--attempts: expected 1 or more, found 0; see mmapdict register --help");
    Run.mmapdict("register", file, photo, "--deadline", "0")
        .wrong(
            "--deadline: expected seconds, more than 0, found 0.0; see mmapdict register --help");
    for (String size : List.of("15m", "2", "2t", "-1g")) {
      Run.mmapdict("register", file, photo, "--memory=" + size)
          .wrong(
              "--memory: expected 16m or more, such as 512m or 2g, found "
                  + size
                  + "; see mmapdict register --help");
    }
    Run.mmapdict("register", file, photo, "--merge", "stitch", "--out", file)
        .wrong("--out: " + file + " is FILE; name another file; see mmapdict register --help");
    Path link = Files.createSymbolicLink(folder.resolve("link.png"), photo);
    Run.mmapdict("register", file, photo, "--merge", "stitch", "--out", link)
        .wrong(
            "--out: "
                + link
                + " is one of the photos; name another file; see mmapdict register --help");
    Path nowhere = folder.resolve("none/out.png");
    Run.mmapdict("register", file, photo, "--merge", "stitch", "--out", nowhere)
        .failed(nowhere + ": cannot be written, the folder does not exist; make it first");
    assertFalse(Files.exists(file));
    assertArrayEquals(before, Files.readAllBytes(photo));
  }
}
