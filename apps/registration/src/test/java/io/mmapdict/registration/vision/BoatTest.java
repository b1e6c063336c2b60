package io.mmapdict.registration.vision;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import boofcv.struct.image.GrayF32;
import io.mmapdict.testkit.Data;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Scanner;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The boat of the Oxford set against its published homographies. The error is the mean over a grid
 * on image N, where it falls into image 1, in pixels of image 1: the harder way to count, for image
 * 1 is the finer one.
 */
class BoatTest {
  private static final int GRID = 41;

  private static Photo first;

  /** Its keypoints are found once for all pairs. */
  @BeforeAll
  static void findKeypoints() throws IOException {
    first = photo(1);
  }

  @ParameterizedTest
  @CsvSource({"2, 0.5", "3, 0.6", "4, 1.2", "5, 2.0"})
  void registersToTheFirst(int image, double mostPixels) throws IOException {
    PairResult result = PairRegistration.register(photo(image), first);
    PairResult.Registered registered = assertInstanceOf(PairResult.Registered.class, result);
    double error = error(registered.transform(), truth(image));
    System.out.printf(
        Locale.ROOT,
        "boat img%d: %.3f px, %d inliers, rms %.2f%n",
        image,
        error,
        registered.inliers(),
        registered.rms());
    assertTrue(error <= mostPixels, image + " is off by " + error);
  }

  @Test
  void refusesTheZoomItWasNotMeasuredFor() throws IOException {
    PairResult result = PairRegistration.register(photo(6), first);
    assertTrue(assertInstanceOf(PairResult.Failed.class, result).why().contains("zoom"));
  }

  private static Photo photo(int image) throws IOException {
    return Photo.of(PortableGrayMap.read(Data.path("boat/img" + image + ".pgm")));
  }

  private static Homography truth(int image) throws IOException {
    Path file = Data.path("boat/H1to" + image + "p");
    double[] h = new double[9];
    try (Scanner numbers = new Scanner(file, StandardCharsets.US_ASCII).useLocale(Locale.ROOT)) {
      for (int i = 0; i < h.length; i++) {
        h[i] = numbers.nextDouble();
      }
    }
    return Homography.of(h).inverse();
  }

  private static double error(Homography found, Homography truth) throws IOException {
    GrayF32 size = PortableGrayMap.read(Data.path("boat/img1.pgm"));
    return Overlap.grid(truth, GRID, size.width, size.height, size.width, size.height).stream()
        .mapToDouble(p ->
            Math.hypot(
                found.x(p.x(), p.y()) - truth.x(p.x(), p.y()),
                found.y(p.x(), p.y()) - truth.y(p.x(), p.y())))
        .average()
        .orElseThrow();
  }
}
