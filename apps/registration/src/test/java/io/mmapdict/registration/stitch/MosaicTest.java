package io.mmapdict.registration.stitch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.registration.hdr.Srgb;
import io.mmapdict.registration.hdr.ToneMap;
import io.mmapdict.registration.photo.PhotoException;
import io.mmapdict.registration.photo.Pixels;
import io.mmapdict.registration.photo.Pixels8;
import io.mmapdict.registration.scene.RenderedScene;
import io.mmapdict.registration.vision.Homography;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Mosaics of overlapping views of a rendered scene, against the scene. */
class MosaicTest {
  private static Pixels8 scene;

  @BeforeAll
  static void render() {
    scene = ToneMap.reinhard(RenderedScene.render(30, 480, 360).truth());
  }

  @Test
  void viewsShiftedByWholePixelsGiveTheSceneBack() {
    Piece reference = view("reference", 100, 60, 240, 200, Homography.IDENTITY, 1);
    Piece left = view("left", 0, 0, 200, 260, shift(-100, -60), 1);
    Piece right = view("right", 230, 40, 250, 300, shift(130, -20), 1);
    List<Piece> pieces = List.of(reference, left, right);
    Canvas canvas = Canvas.around(pieces);
    assertEquals(new Canvas(-100, -60, 480, 340), canvas);
    Homography transform = canvas.fromReference();
    assertEquals(100, transform.x(0, 0));
    assertEquals(60, transform.y(0, 0));
    Pixels8 mosaic = Mosaic.draw(pieces, canvas);
    int empty = 0;
    for (int y = 0; y < canvas.height(); y++) {
      for (int x = 0; x < canvas.width(); x++) {
        boolean covered =
            in(x, y, 100, 60, 240, 200) || in(x, y, 0, 0, 200, 260) || in(x, y, 230, 40, 250, 300);
        assertEquals(covered ? 255 : 0, mosaic.sample(x, y, 3), "alpha at " + x + ", " + y);
        empty += covered ? 0 : 1;
        for (int band = 0; band < 3; band++) {
          int expected = covered ? scene.sample(x, y, band) : 0;
          assertEquals(expected, mosaic.sample(x, y, band), 1, "at " + x + ", " + y);
        }
      }
    }
    assertTrue(empty > 0, "the views leave corners empty");
  }

  @Test
  void turnedViewsComeBackWithinResampling() {
    double angle = Math.toRadians(7);
    Homography turned =
        Homography.of(
            Math.cos(angle),
            -Math.sin(angle),
            150,
            Math.sin(angle),
            Math.cos(angle),
            40,
            2e-5,
            -1e-5,
            1);
    Piece reference = view("reference", 0, 0, 300, 360, Homography.IDENTITY, 1);
    Piece other = sampled("turned", 300, 280, turned);
    List<Piece> pieces = List.of(reference, other);
    Canvas canvas = Canvas.around(pieces);
    double psnr = psnr(Mosaic.draw(pieces, canvas), canvas);
    System.out.println("mosaic of a turned view: PSNR " + psnr + " dB");
    assertTrue(psnr > 30, "PSNR " + psnr);
  }

  @Test
  void aDarkerPhotoIsBroughtToTheReferencesLight() {
    Piece reference = view("reference", 0, 0, 280, 360, Homography.IDENTITY, 1);
    Piece dark = view("dark", 180, 0, 300, 360, shift(180, 0), 0.4);
    List<Piece> pieces = List.of(reference, dark);
    assertEquals(1 / 0.4, Gains.solve(pieces)[1], 0.05);
    Canvas canvas = Canvas.around(pieces);
    double psnr = psnr(Mosaic.draw(pieces, canvas), canvas);
    System.out.println("mosaic with a photo at 0.4 of the light: PSNR " + psnr + " dB");
    assertTrue(psnr > 35, "PSNR " + psnr);
  }

  @Test
  void refusesTransformsNearTheHorizonAndAbsurdCanvases() {
    Piece near = view("near", 0, 0, 300, 300, Homography.of(1, 0, 0, 0, 1, 0, -0.004, 0, 1), 1);
    assertSays(near, "near: its transform takes its corner (299.0, 0.0) to the horizon");
    Piece wide = view("wide", 0, 0, 300, 300, Homography.of(1, 0, 0, 0, 1, 0, -0.0033, 0, 1), 1);
    assertSays(wide, "wide: its transform stretches it to");
    Piece far = view("far", 0, 0, 300, 300, shift(4e6, 4e6), 1);
    assertSays(far, "the mosaic would have");
    assertThrows(PhotoException.class, () -> Canvas.around(List.of()));
  }

  private static void assertSays(Piece piece, String part) {
    List<Piece> pieces = List.of(view("reference", 0, 0, 50, 50, Homography.IDENTITY, 1), piece);
    String message = assertThrows(PhotoException.class, () -> Canvas.around(pieces)).getMessage();
    assertTrue(message.contains(part), message);
  }

  private static boolean in(int x, int y, int left, int top, int width, int height) {
    return x >= left && y >= top && x < left + width && y < top + height;
  }

  private static Homography shift(double x, double y) {
    return Homography.of(1, 0, x, 0, 1, y, 0, 0, 1);
  }

  /** A part of the scene, with its light times a factor. */
  private static Piece view(
      String name, int left, int top, int width, int height, Homography h, double light) {
    byte[] samples = new byte[width * height * 3];
    for (int i = 0; i < samples.length; i++) {
      int x = left + i / 3 % width;
      int y = top + i / 3 / width;
      int sample = scene.sample(x, y, i % 3);
      samples[i] = light == 1 ? (byte) sample : Srgb.encode(light * Srgb.decode(sample / 255.0));
    }
    return new Piece(name, new Pixels8(width, height, 3, samples), h);
  }

  /** The scene seen through a transform, interpolated bilinearly. */
  private static Piece sampled(String name, int width, int height, Homography toScene) {
    byte[] samples = new byte[width * height * 3];
    for (int i = 0; i < samples.length; i++) {
      int px = i / 3 % width;
      int py = i / 3 / width;
      double x = Math.clamp(toScene.x(px, py), 0, scene.width() - 1.001);
      double y = Math.clamp(toScene.y(px, py), 0, scene.height() - 1.001);
      int column = (int) x;
      int row = (int) y;
      double u = x - column;
      double v = y - row;
      int band = i % 3;
      double value =
          (1 - v)
                  * ((1 - u) * scene.sample(column, row, band)
                      + u * scene.sample(column + 1, row, band))
              + v
                  * ((1 - u) * scene.sample(column, row + 1, band)
                      + u * scene.sample(column + 1, row + 1, band));
      samples[i] = (byte) Math.round(value);
    }
    return new Piece(name, new Pixels8(width, height, 3, samples), toScene);
  }

  /** Over the mosaic's pixels that lie in the scene and where a photo is. */
  private static double psnr(Pixels mosaic, Canvas canvas) {
    double sum = 0;
    int count = 0;
    for (int y = 0; y < scene.height(); y++) {
      for (int x = 0; x < scene.width(); x++) {
        int column = x - canvas.left();
        int row = y - canvas.top();
        if (in(column, row, 0, 0, canvas.width(), canvas.height())
            && mosaic.sample(column, row, 3) == 255) {
          for (int band = 0; band < 3; band++) {
            double error = mosaic.sample(column, row, band) - scene.sample(x, y, band);
            sum += error * error;
            count++;
          }
        }
      }
    }
    return 10 * Math.log10(255 * 255 / (sum / count));
  }
}
