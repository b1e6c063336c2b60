package io.mmapdict.registration.hdr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.registration.photo.PhotoException;
import io.mmapdict.registration.photo.Pixels;
import io.mmapdict.registration.photo.Pixels16;
import io.mmapdict.registration.photo.Pixels8;
import io.mmapdict.registration.vision.Homography;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The ends of the range, 16 bits, and what is refused. */
class RadianceMergeTest {

  @Test
  void sixteenBitsOfALinearCamera() {
    int width = 300;
    int height = 200;
    float[] truth = new float[width * height * 3];
    short[][] samples = new short[3][width * height * 3];
    for (int i = 0; i < truth.length; i++) {
      // A smooth ramp of 1 to 1000 along x, bands of different strength.
      double along = (i / 3 % width) / (width - 1.0);
      truth[i] = (float) (Math.pow(1000, along) * (1 + i % 3));
      for (int photo = 0; photo < 3; photo++) {
        double full = truth[i] * 15 * seconds(photo);
        samples[photo][i] = (short) Math.min(65535, Math.round(full * 16));
      }
    }
    List<Exposure> bracket =
        List.of(
            exposure(new Pixels16(width, height, 3, samples[0]), seconds(0)),
            exposure(new Pixels16(width, height, 3, samples[1]), seconds(1)),
            exposure(new Pixels16(width, height, 3, samples[2]), seconds(2)));
    RadianceMap merged =
        RadianceMerge.merge(bracket, CameraResponse.recover(bracket), width, height);
    LogLuminance agreement = LogLuminance.compare(new RadianceMap(width, height, truth), merged);
    System.out.println("16 bits: " + agreement);
    assertTrue(agreement.r() > 0.9995, agreement.toString());
    assertEquals(1, agreement.slope(), 0.01, agreement.toString());
  }

  @Test
  void whatNoPhotoCoversWellTakesTheBestBound() {
    // Identity response: sample 128 stands for 1. One row: always saturated, always black,
    // saturated in the long one and black in the short one, well exposed in the short one.
    Pixels longOne = gray(255, 0, 255, 255);
    Pixels shortOne = gray(255, 0, 0, 128);
    List<Exposure> bracket = List.of(exposure(longOne, 8), exposure(shortOne, 0.5));
    float[] found = RadianceMerge.merge(bracket, linear(), 4, 1).rgb();
    double most = 255 / 128.0;
    double least = 1 / 128.0;
    assertEquals(most / 0.5, found[0], 1e-6);
    assertEquals(least / 8, found[3], 1e-6);
    assertEquals(Math.sqrt(most / 8 * (least / 0.5)), found[6], 1e-6);
    assertEquals(1 / 0.5, found[9], 1e-6);
    // Gray: the same in every band.
    assertEquals(found[9], found[10]);
    assertEquals(found[9], found[11]);
  }

  @Test
  void aPixelReachesToItsBorder() {
    // Shifted by a third of a pixel, the short photo still shows the first place.
    Exposure saturated = exposure(gray(255, 255, 255), 8);
    Exposure shifted =
        new Exposure(
            "shifted", gray(100, 100, 100), Homography.of(1, 0, 1 / 3.0, 0, 1, 0, 0, 0, 1), 1);
    float[] found = RadianceMerge.merge(List.of(saturated, shifted), linear(), 3, 1).rgb();
    for (int x = 0; x < 3; x++) {
      assertEquals(100 / 128.0, found[3 * x], 1e-6);
    }
  }

  @Test
  void placesOutsideAPhotoAreLeftOut() {
    Pixels reference = gray(100, 100, 100, 100);
    Pixels shifted = gray(50, 50, 50, 50);
    List<Exposure> bracket =
        List.of(
            exposure(reference, 1),
            new Exposure("shifted", shifted, Homography.of(1, 0, 2, 0, 1, 0, 0, 0, 1), 1));
    float[] found = RadianceMerge.merge(bracket, linear(), 5, 1).rgb();
    assertEquals(100 / 128.0, found[0], 1e-6);
    assertEquals(100 / 128.0, found[3], 1e-6);
    assertTrue(found[6] < 100 / 128.0 && found[6] > 50 / 128.0, "both count: " + found[6]);
    assertEquals(50 / 128.0, found[12], 1e-6);
    float[] alone = RadianceMerge.merge(bracket.subList(0, 1), linear(), 5, 1).rgb();
    assertArrayEquals(new float[3], Arrays.copyOfRange(alone, 12, 15), "where no photo is");
  }

  @Test
  void edgesAreInterpolatedAsLightAndSaturatedNeighboursSpoil() {
    Pixels pixels = gray(64, 128, 255, 64);
    List<Exposure> half =
        List.of(
            new Exposure("half", pixels, Homography.of(1, 0, 0.5, 0, 1, 0, 0, 0, 1), 1),
            exposure(gray(10, 10, 10, 10), 0.1));
    float[] found = RadianceMerge.merge(half, linear(), 4, 1).rgb();
    double dim = 10 / 12.8;
    assertTrue(Math.abs(found[3] - 96 / 128.0) < Math.abs(found[3] - dim), "found " + found[3]);
    assertEquals(dim, found[6], 1e-6, "between 128 and 255 only the other photo counts");
  }

  @Test
  void refusesWhatCannotBeMerged() {
    Pixels pixels = gray(10, 20, 30, 40);
    assertSays(
        () -> CameraResponse.recover(List.of(exposure(pixels, 1), exposure(pixels, 1))),
        "two different exposure times");
    assertSays(() -> exposure(pixels, 0), "exposure time above 0");
    assertSays(() -> exposure(pixels, Double.NaN), "exposure time above 0");
    assertSays(() -> CameraResponse.recover(List.of()), "found none");
    Pixels deep = new Pixels16(4, 1, 1, new short[4]);
    assertSays(
        () -> CameraResponse.recover(List.of(exposure(pixels, 1), exposure(deep, 2))),
        "expected samples of 8 bits");
    assertSays(() -> RadianceMerge.merge(List.of(exposure(deep, 1)), linear(), 4, 1), "found 16");
    Pixels black = gray(0, 0, 0, 0);
    assertSays(
        () -> CameraResponse.recover(List.of(exposure(black, 1), exposure(black, 2))),
        "between black and saturation");
  }

  private static void assertSays(org.junit.jupiter.api.function.Executable call, String part) {
    String message = assertThrows(PhotoException.class, call).getMessage();
    assertTrue(message.contains(part), message);
  }

  private static double seconds(int photo) {
    return Math.pow(8, -photo);
  }

  private static Exposure exposure(Pixels pixels, double seconds) {
    return new Exposure("photo of " + seconds + " s", pixels, Homography.IDENTITY, seconds);
  }

  private static Pixels gray(int... samples) {
    byte[] bytes = new byte[samples.length];
    for (int i = 0; i < samples.length; i++) {
      bytes[i] = (byte) samples[i];
    }
    return new Pixels8(samples.length, 1, 1, bytes);
  }

  private static CameraResponse linear() {
    float[][] tables = new float[3][256];
    for (float[] table : tables) {
      for (int sample = 0; sample < 256; sample++) {
        table[sample] = sample / 128f;
      }
    }
    return new CameraResponse(8, tables);
  }
}
