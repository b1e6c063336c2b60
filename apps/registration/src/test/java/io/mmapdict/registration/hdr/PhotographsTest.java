package io.mmapdict.registration.hdr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.registration.photo.Photo;
import io.mmapdict.registration.photo.PhotoReader;
import io.mmapdict.registration.photo.PngWriter;
import io.mmapdict.registration.vision.Homography;
import io.mmapdict.testkit.Data;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Real brackets, from the folder that MMAPDICT_DATA names. */
class PhotographsTest {

  /**
   * The photos of this set are registered with each other already (measured by phase correlation:
   * within 0.4 pixels), hence identities. Compared are all pixels in which both maps are positive;
   * none is left out otherwise, the blue margins of the photos included.
   */
  @Test
  void memorialChurchAgreesWithThePublishedMap() throws Exception {
    List<Exposure> bracket = memorial();
    RadianceMap published = RadianceFile.read(Data.path("memorial/memorial.hdr"));
    CameraResponse response = CameraResponse.recover(bracket);
    RadianceMap merged =
        RadianceMerge.merge(bracket, response, published.width(), published.height());
    LogLuminance agreement = LogLuminance.compare(published, merged);
    System.out.println("memorial: " + agreement);
    show("memorial.png", merged);
    assertEquals(published.width() * published.height(), agreement.pixels());
    assertTrue(agreement.r() >= 0.995, agreement.toString());
    assertEquals(1, agreement.slope(), 0.1, agreement.toString());
  }

  @Test
  void roomMergesByItsExifTimes() throws Exception {
    List<Exposure> bracket = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      Path file = Data.path("room/stack_room_exp_" + i + ".jpg");
      Photo photo = PhotoReader.read(file);
      bracket.add(
          new Exposure(
              file.getFileName().toString(),
              photo.pixels(),
              Homography.IDENTITY,
              photo.exposureSeconds().orElseThrow()));
    }
    assertEquals(
        List.of(2.0, 1 / 2.0, 1 / 8.0, 1 / 30.0, 1 / 125.0, 1 / 1000.0, 1 / 4000.0),
        bracket.stream().map(Exposure::seconds).toList());
    RadianceMap merged = RadianceMerge.merge(bracket, CameraResponse.recover(bracket), 640, 427);
    show("room.png", merged);
    // The other six photos predict the one of 1/30 s; a wrong time would predict another photo.
    double right = meanError(bracket, 3, 1 / 30.0);
    System.out.println("room: the photo left out is predicted within " + right + " levels");
    assertTrue(right < meanError(bracket, 3, 1.3 / 30), "of 1.3 times its exposure");
    assertTrue(right < meanError(bracket, 3, 1 / 1.3 / 30), "of 1 / 1.3 of its exposure");
  }

  /** How far the photo is from what the others say it shows after so many seconds, in green. */
  private static double meanError(List<Exposure> bracket, int left, double seconds) {
    List<Exposure> others = new ArrayList<>(bracket);
    Exposure photo = others.remove(left);
    CameraResponse response = CameraResponse.recover(others);
    float[] rgb = RadianceMerge.merge(others, response, 640, 427).rgb();
    double sum = 0;
    for (int i = 0; i < 640 * 427; i++) {
      int predicted = 0;
      while (predicted < 255 && response.exposure(1, predicted) < rgb[3 * i + 1] * seconds) {
        predicted++;
      }
      sum += Math.abs(photo.sample(i % 640, i / 640, 1) - predicted);
    }
    return sum / (640 * 427);
  }

  private static List<Exposure> memorial() throws Exception {
    List<Path> files;
    try (Stream<Path> folder = Files.list(Data.path("memorial"))) {
      files = folder.filter(file -> file.toString().endsWith(".png")).sorted().toList();
    }
    assertEquals(16, files.size());
    List<Exposure> bracket = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      Path file = files.get(i);
      bracket.add(
          new Exposure(
              file.getFileName().toString(),
              PhotoReader.read(file).pixels(),
              Homography.IDENTITY,
              Math.pow(2, 5 - i)));
    }
    return bracket;
  }

  /** The tone-mapped picture, for eyes, where a folder for it is named. */
  private static void show(String name, RadianceMap map) {
    String folder = System.getenv("MMAPDICT_SHOW");
    if (folder != null) {
      PngWriter.write(Path.of(folder, name), ToneMap.reinhard(map));
    }
  }
}
