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
import java.util.List;
import java.util.regex.Pattern;
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

    Run second = Run.mmapdict("demo", demo);
    assertEquals(0, second.exit(), second.err());
    assertTrue(second.out().lines().anyMatch("reused merged"::equals), second.out());

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
    Run.mmapdict("register", file, photo, "--spark", "local[1]", "--workers", "2")
        .wrong(
            "--workers and --spark: the workers of a cluster are its own; leave one of them out;"
                + " see mmapdict register --help");
    Run.mmapdict("register", file, photo, "--spark", "local[1]")
        .failed(
            "--spark local[1]: Spark is not part of this program; start it by spark-submit, as"
                + " docs/cluster.md says");
    assertTrue(Files.notExists(file));
    Run.mmapdict("demo", folder.resolve("demo"), "--workers", "0")
        .wrong("--workers: expected 1 or more, or auto, found 0; see mmapdict demo --help");
    Run.mmapdict("register", file, photo, "--workers", "all")
        .wrong("--workers: expected 1 or more, or auto, found all; see mmapdict register --help");
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
