package io.mmapdict.viewer.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Field;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.ndarray.Order;
import io.mmapdict.ndarray.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which arrays are shown in colours, and those with an opacity. */
class ColoursPageTest {
  private static final int DARK = 0x66;
  private static final int LIGHT = 0x99;

  @RegisterExtension final OpenPage page = new OpenPage();
  private final Canvas canvas = new Canvas(page);

  private String axis(String role) {
    return page.js(
            "return document.querySelector(`[aria-label='${arguments[0]}: axis']`).value", role)
        .toString();
  }

  private static int level(double value, double low, double high) {
    return (int) Math.round(Math.clamp(255 * (value - low) / (high - low), 0, 255));
  }

  private static int colour(int red, int green, int blue) {
    return red << 16 | green << 8 | blue;
  }

  /**
   * Half of a channel has one value and half another one, so each percentile is one of the two: the
   * limits are the least and the greatest of the three channels.
   */
  @Test
  void floatsOfThreeChannelsAreColoursThatAreStretchedTogether() {
    double[][] both = {{1, 2}, {2, 5}, {3, 9}};
    for (String type : List.of("<f4", ">f4", "<f8", "<f2")) {
      NDArray radiance = NDArray.zeros(DType.of(type), Order.C, Shape.of(6, 8, 3));
      List<Integer> expected = new ArrayList<>();
      for (int i = 0; i < 48; i++) {
        int which = i % 2;
        for (int c = 0; c < 3; c++) {
          radiance.at(i / 8, i % 8, c).setDouble(both[c][which]);
        }
        expected.add(
            colour(
                level(both[0][which], 1, 9),
                level(both[1][which], 1, 9),
                level(both[2][which], 1, 9)));
      }
      page.dict().put("merged", radiance);
      page.open("key", "merged");
      canvas.awaitPixels(expected, 6, 8);
      assertEquals(
          "0.1-99.9", page.js("return document.querySelector('[aria-label=Stretch]').value"));
    }
    assertEquals(List.of("0", "1", "2"), List.of(axis("Down"), axis("Right"), axis("RGB")));
    assertEquals(0, page.all(".opacity").size(), "of three channels none is an opacity");
    canvas.hover(1, 2);
    page.awaitText(".readout", "[1, 2, :] = 1.0  2.0  3.0");

    page.dict().put("matrices", NDArray.of(new double[20 * 9], 20, 3, 3));
    page.open("key", "matrices");
    canvas.awaitReady();
    assertEquals("", axis("RGB"), "a stack of small matrices is none of colours");
    page.dict().put("counts", NDArray.of(new int[6 * 8 * 3], 6, 8, 3));
    page.open("key", "counts");
    canvas.awaitReady();
    assertEquals("", axis("RGB"), "no pictures have this type");
  }

  /** Of 48 pixels three are 1001, 44 are 1, and one lies a hundredth of the way between them. */
  @Test
  void aRadianceMapIsNotBlack() {
    float[] values = new float[6 * 8 * 3];
    Arrays.fill(values, 1);
    Arrays.fill(values, 0, 9, 1001);
    Arrays.fill(values, 9, 12, 11);
    page.dict().put("merged", NDArray.of(values, 6, 8, 3));
    page.open("key", "merged");
    canvas.awaitReady();
    int level = (int) Math.round(255 * Math.log1p(1000 * 0.01) / Math.log1p(1000));
    page.awaitEquals(
        List.of(0xffffff, colour(level, level, level), 0),
        () -> canvas.at(2.5, 0.5, 3.5, 0.5, 4.5, 0.5));
    assertEquals("log", page.js("return document.querySelector('[aria-label=Scale]').value"));
    page.choose("Scale", "linear");
    page.awaitEquals(
        List.of(0xffffff, colour(3, 3, 3), 0), () -> canvas.at(2.5, 0.5, 3.5, 0.5, 4.5, 0.5));
    page.await("the address", () -> page.js("return location.hash").toString().contains("linear"));

    // One band has always been linear, and so it stays.
    page.open("key", "merged", "at", "y,x,0");
    page.awaitEquals(
        List.of(0xffffff, colour(3, 3, 3), 0), () -> canvas.at(2.5, 0.5, 3.5, 0.5, 4.5, 0.5));
  }

  @Test
  void framesAndFieldsOfPicturesAreColoursToo() {
    NDArray frames = NDArray.zeros(DType.UINT8, 2, 3, 4, 3);
    DType type = DType.structured(new Field("rgb", DType.UINT8.subArray(3), 0));
    NDArray structured = NDArray.zeros(type, 3, 4);
    List<List<Integer>> expected = List.of(new ArrayList<>(), new ArrayList<>());
    for (int frame = 0; frame < 2; frame++) {
      for (int i = 0; i < 12; i++) {
        int[] channels = {i * 20, 255 - i * 13, frame * 100 + i};
        for (int c = 0; c < 3; c++) {
          frames.at(frame, i / 4, i % 4, c).setInt(channels[c]);
          if (frame == 1) {
            structured.field("rgb").at(i / 4, i % 4, c).setInt(channels[c]);
          }
        }
        expected.get(frame).add(colour(channels[0], channels[1], channels[2]));
      }
    }
    page.dict().put("frames", frames);
    page.open("key", "frames");
    canvas.awaitPixels(expected.get(0), 3, 4);
    page.find("body").sendKeys("]");
    canvas.awaitPixels(expected.get(1), 3, 4);
    page.dict().put("structured", structured);
    page.open("key", "structured");
    page.awaitEquals(
        "stored",
        () -> page.js("return document.querySelector('[aria-label=Stretch]')?.value ?? ''"));
    canvas.awaitPixels(expected.get(1), 3, 4);
  }

  /** What is drawn in a pixel, which is 128 points wide and high: squares of 8 lie below it. */
  private Set<Integer> inPixel(int row, int column) {
    double[] places = new double[2 * 16];
    for (int i = 0; i < 16; i++) {
      places[2 * i] = column + (i + 0.5) / 16;
      places[2 * i + 1] = row + 0.5;
    }
    return new HashSet<>(canvas.at(places));
  }

  private static boolean isNear(int expected, int found) {
    return Math.abs((expected >> 16) - (found >> 16)) <= 2
        && Math.abs((expected >> 8 & 0xff) - (found >> 8 & 0xff)) <= 2
        && Math.abs((expected & 0xff) - (found & 0xff)) <= 2;
  }

  /** Red, green, blue from 0 to 255 and an opacity from 0 to 1, over both greys. */
  private void assertOver(int row, int column, double[] rgb, double opacity) {
    Set<Integer> found = inPixel(row, column);
    Set<Integer> unknown = new HashSet<>(found);
    for (int grey : new int[] {DARK, LIGHT}) {
      int[] mixed = new int[3];
      for (int c = 0; c < 3; c++) {
        mixed[c] = (int) Math.round(rgb[c] * opacity + grey * (1 - opacity));
      }
      int expected = colour(mixed[0], mixed[1], mixed[2]);
      assertTrue(
          found.stream().anyMatch(one -> isNear(expected, one)),
          () -> Integer.toHexString(expected) + " at " + row + ", " + column + " in " + found);
      unknown.removeIf(one -> isNear(expected, one));
    }
    assertEquals(Set.of(), unknown);
  }

  @Test
  void aFourthChannelIsTheOpacity() {
    int[][] pixels = {
      {200, 100, 50, 255},
      {200, 100, 50, 0},
      {200, 100, 50, 128},
      {0, 0, 0, 51},
      {255, 255, 255, 204},
      {10, 20, 30, 255}
    };
    for (String type : List.of("|u1", "<u2", ">u2", "<f4", "<f8")) {
      double one = type.contains("f") ? 1 : type.contains("u2") ? 65535 : 255;
      NDArray picture = NDArray.zeros(DType.of(type), Order.C, Shape.of(2, 6, 4));
      for (int i = 0; i < 12; i++) {
        for (int c = 0; c < 4; c++) {
          double value = pixels[i % 6][c] / 255.0 * one;
          picture.at(i / 6, i % 6, c).setDouble(one == 1 ? value : Math.rint(value));
        }
      }
      page.dict().put("drawing", picture);
      // Of floats five rows and more make a picture, the others are shown so because they are asked
      // for.
      page.open(
          "key", "drawing", "at", "y,x,c", "rgb", "0,1,2,3", "stretch", "limits", "low", "0",
          "high", "" + one);
      canvas.awaitReady();
      page.awaitEquals(Set.of(colour(200, 100, 50)), () -> inPixel(0, 0));
      assertEquals(Set.of(colour(10, 20, 30)), inPixel(1, 5));
      for (int i = 1; i < 5; i++) {
        int[] pixel = pixels[i];
        assertOver(0, i, new double[] {pixel[0], pixel[1], pixel[2]}, pixel[3] / 255.0);
      }
    }
    assertEquals(3, page.all(".bars").size(), "an opacity is no colour of the histogram");
  }

  @Test
  void anOpacityIsNamedShownAndSwitchedOff() {
    byte[] values = new byte[5 * 6 * 4];
    for (int i = 0; i < 30; i++) {
      values[4 * i] = (byte) (8 * i);
      values[4 * i + 1] = 40;
      values[4 * i + 2] = 60;
      values[4 * i + 3] = (byte) (i == 0 ? 128 : i == 7 ? 0 : 255);
    }
    page.dict().put("drawing", NDArray.ofUnsigned(values, 5, 6, 4));
    page.open("key", "drawing");
    canvas.awaitReady();
    page.awaitText(".opacity", " index 3 on axis 2 is the opacity");
    page.awaitEquals(
        Set.of(colour(DARK, DARK, DARK), colour(LIGHT, LIGHT, LIGHT)), () -> inPixel(1, 1));
    canvas.hover(0, 0);
    page.awaitText(".readout", "[0, 0, :] = 0  40  60  opacity 128");
    page.await(
        "the address", () -> page.js("return location.hash").toString().contains("rgb=0,1,2,3"));

    page.find(".opacity input").click();
    page.awaitEquals(Set.of(colour(56, 40, 60)), () -> inPixel(1, 1));
    page.await(
        "the address",
        () ->
            page.js("return location.hash").toString().contains("rgb=0,1,2&")
                || page.js("return location.hash").toString().endsWith("rgb=0,1,2"));
    page.browser().navigate().refresh();
    canvas.awaitReady();
    page.awaitEquals(Set.of(colour(56, 40, 60)), () -> inPixel(1, 1));
    page.find(".opacity input").click();
    page.awaitEquals(2, () -> inPixel(1, 1).size());

    double[] floats = new double[5 * 6 * 4];
    for (int i = 0; i < 30; i++) {
      floats[4 * i + 3] = i == 8 ? Double.NaN : i == 9 ? 7 : i == 10 ? -2 : 0.5;
    }
    page.dict().put("floats", NDArray.of(floats, 5, 6, 4));
    // No value is below these limits: all is white, and the opacity as it was.
    page.open("key", "floats", "stretch", "limits", "low", "-2", "high", "-1");
    canvas.awaitReady();
    page.await("half of it", () -> inPixel(1, 1).size() == 2);
    assertOver(1, 1, new double[] {255, 255, 255}, 0.5);
    Set<Integer> stripes = inPixel(1, 2);
    assertTrue(
        Set.of(colour(0, 140, 50), colour(100, 255, 130)).containsAll(stripes), "" + stripes);
    assertEquals(Set.of(0xffffff), inPixel(1, 3), "more than 1 is opaque");
    assertEquals(Set.of(colour(DARK, DARK, DARK), colour(LIGHT, LIGHT, LIGHT)), inPixel(1, 4));
  }
}
