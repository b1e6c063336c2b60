package io.mmapdict.viewer.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.masked.MaskedArray;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.Field;
import io.mmapdict.ndarray.NDArray;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.interactions.WheelInput;

/** Arrays as pictures: the colours on the canvas, computed here from what was put. */
class PicturePageTest {
  private static final int ROWS = 5;
  private static final int COLUMNS = 7;
  private static final int BANDS = 4;

  @RegisterExtension final OpenPage page = new OpenPage();
  private final Canvas canvas = new Canvas(page);

  private static double value(int row, int column, int band) {
    return (row * 31 + column * 17 + band * 53) % 100 - 20;
  }

  private void putCube() {
    double[] values = new double[ROWS * COLUMNS * BANDS];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(i / BANDS / COLUMNS, i / BANDS % COLUMNS, i % BANDS);
    }
    page.dict().put("cube", NDArray.of(values, ROWS, COLUMNS, BANDS));
  }

  private static List<Integer> greys(
      int count, IntToDoubleFunction value, double low, double high) {
    List<Integer> greys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      greys.add(Canvas.grey(value.applyAsDouble(i), low, high));
    }
    return greys;
  }

  private static List<Integer> band(int band, double low, double high) {
    return greys(ROWS * COLUMNS, i -> value(i / COLUMNS, i % COLUMNS, band), low, high);
  }

  private static double[] limits(int band) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < ROWS * COLUMNS; i++) {
      low = Math.min(low, value(i / COLUMNS, i % COLUMNS, band));
      high = Math.max(high, value(i / COLUMNS, i % COLUMNS, band));
    }
    return new double[] {low, high};
  }

  @Test
  void slidersCutBands() {
    putCube();
    page.open("key", "cube", "at", "y,x,0", "stretch", "0-100");
    for (int band = 0; band < BANDS; band++) {
      if (band > 0) {
        page.type("input[data-axis='2']", Integer.toString(band));
      }
      canvas.awaitPixels(band(band, limits(band)[0], limits(band)[1]), ROWS, COLUMNS);
    }
    page.find("body").sendKeys("[");
    canvas.awaitPixels(band(2, limits(2)[0], limits(2)[1]), ROWS, COLUMNS);
    page.find("body").sendKeys(Keys.PAGE_DOWN);
    canvas.awaitPixels(band(3, limits(3)[0], limits(3)[1]), ROWS, COLUMNS);

    page.choose("Down: axis", "2");
    page.choose("Right: axis", "0");
    page.type("input[data-axis='1']", "6");
    page.type("input[aria-label='Least value shown']", "-20");
    page.type("input[aria-label='Greatest value shown']", "79");
    canvas.awaitPixels(
        greys(BANDS * ROWS, i -> value(i % ROWS, 6, i / ROWS), -20, 79), BANDS, ROWS);
  }

  @Test
  void aStretchReactsWithoutARequest() {
    putCube();
    page.open("key", "cube", "at", "y,x,1", "stretch", "0-100");
    canvas.awaitPixels(band(1, limits(1)[0], limits(1)[1]), ROWS, COLUMNS);
    page.js("performance.clearResourceTimings(); return true");
    page.type("input[aria-label='Least value shown']", "0");
    page.type("input[aria-label='Greatest value shown']", "50");
    canvas.awaitPixels(band(1, 0, 50), ROWS, COLUMNS);
    page.find(".check input").click();
    canvas.awaitPixels(
        band(1, 0, 50).stream().map(grey -> 0xffffff - grey).toList(), ROWS, COLUMNS);
    page.find(".check input").click();
    page.choose("Scale", "log");
    canvas.awaitPixels(
        greys(
            ROWS * COLUMNS,
            i -> {
              double t = Math.clamp(value(i / COLUMNS, i % COLUMNS, 1) / 50.0, 0, 1);
              return Math.log1p(1000 * t) / Math.log1p(1000);
            },
            0,
            1),
        ROWS,
        COLUMNS);
    double half = 50 * Math.expm1(0.5 * Math.log1p(1000)) / 1000;
    assertEquals("0", page.texts(".ticks span").getFirst());
    assertEquals(half, Double.parseDouble(page.texts(".ticks span").get(2)), 1e-3);
    assertEquals("50", page.texts(".ticks span").getLast());
    assertEquals(
        List.of(),
        page.js("return performance.getEntriesByType('resource').map((one) => one.name)"));
  }

  @Test
  void aPhotoIsShownInItsColours() {
    byte[] photo = new byte[3 * 4 * 3];
    List<Integer> expected = new ArrayList<>();
    List<Integer> swapped = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      int red = i * 20;
      int green = 255 - i * 13;
      int blue = i * i;
      photo[3 * i] = (byte) red;
      photo[3 * i + 1] = (byte) green;
      photo[3 * i + 2] = (byte) blue;
      expected.add(red << 16 | green << 8 | blue);
      swapped.add(blue << 16 | green << 8 | red);
    }
    page.dict().put("photo", NDArray.ofUnsigned(photo, 3, 4, 3));
    page.open("key", "photo");
    canvas.awaitPixels(expected, 3, 4);
    assertEquals("stored", page.js("return document.querySelector('[aria-label=Stretch]').value"));
    page.type("input.red", "2");
    page.type("input.blue", "0");
    canvas.awaitPixels(swapped, 3, 4);
    page.choose("RGB: axis", "");
    page.choose("Stretch", "stored");
    canvas.awaitPixels(greys(12, i -> photo[3 * i] & 0xff, 0, 255), 3, 4);
  }

  @Test
  void whatIsMaskedOrNoNumberHasColoursThatNoMapHas() {
    double[] values = new double[6 * 6];
    boolean[] mask = new boolean[6 * 6];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    mask[7] = true;
    mask[8] = true;
    values[20] = Double.NaN;
    page.dict().put("masked", MaskedArray.of(NDArray.of(values, 6, 6), NDArray.of(mask, 6, 6)));
    page.open("key", "masked", "stretch", "0-100");
    canvas.awaitReady();
    List<Integer> expected = greys(36, i -> i, 0, 35);
    page.await("the first", () -> canvas.pixels(6, 6).getFirst() == 0);
    List<Integer> pixels = canvas.pixels(6, 6);
    for (int i = 0; i < 36; i++) {
      if (mask[i] || Double.isNaN(values[i])) {
        assertFalse(isGrey(pixels.get(i)), i + " is " + Integer.toHexString(pixels.get(i)));
      } else {
        assertEquals(expected.get(i), pixels.get(i), i + "");
      }
    }
    assertFalse(pixels.get(7).equals(pixels.get(20)), "the two are told apart");
    assertEquals(List.of(" masked", " not a number"), page.texts(".legend .swatch:not([hidden])"));
    canvas.hover(1, 1);
    page.awaitText(".readout", "[1, 1] = masked");

    page.dict().put("whole", NDArray.of(values.clone(), 6, 6));
    page.open("key", "whole");
    canvas.awaitReady();
    page.awaitEquals(List.of(" not a number"), () -> page.texts(".legend .swatch:not([hidden])"));

    page.dict().put("nothing", NDArray.of(new double[] {Double.NaN, Double.NaN}, 1, 2));
    page.open("key", "nothing");
    canvas.awaitReady();
    page.awaitText(".plotted .facts", "no values");
    assertFalse(isGrey(canvas.pixels(1, 2).getFirst()));
  }

  /** An element that is set in place is no commit; the server may keep what it has read. */
  @Test
  void whatWasSetInPlaceIsReadAgain() {
    page.dict().put("v", NDArray.of(new double[] {0, 1, 2, 3}, 2, 2));
    page.open("key", "v", "stretch", "0-100");
    canvas.awaitPixels(greys(4, i -> i, 0, 3), 2, 2);
    page.dict().get("v", NDArray.class).at(0, 0).setDouble(6);
    page.find("body").sendKeys("r");
    canvas.awaitPixels(greys(4, i -> i == 0 ? 6 : i, 1, 6), 2, 2);
  }

  private static boolean isGrey(int colour) {
    return colour >> 16 == (colour >> 8 & 0xff) && (colour & 0xff) == colour >> 16;
  }

  /** CIE's lightness, another measure than the one that the maps are made by. */
  @Test
  void mapsBecomeLighterAndHaveNoColourOfWhatIsNoValue() {
    page.open();
    Object found =
        page.browser()
            .executeAsyncScript(
                """
                const done = arguments[0];
                import('/colours.js').then(({colours, MAPS, MASKED, NOT_A_NUMBER}) =>
                    done([[...MASKED, ...NOT_A_NUMBER], ...MAPS.map((name) => colours(name))]));
                """);
    List<?> lists = (List<?>) found;
    assertTrue(lists.size() >= 4, "grey and some others");
    Set<Object> none = new HashSet<>((List<?>) lists.getFirst());
    for (Object map : lists.subList(1, lists.size())) {
      List<?> colours = (List<?>) map;
      assertEquals(256, colours.size());
      double before = -1;
      for (Object colour : colours) {
        double lightness = luminance((List<?>) colour);
        assertTrue(lightness >= before - 1e-3, colour + " is darker than the one before");
        before = lightness;
        assertTrue(none.stream().allMatch(one -> distance((List<?>) one, (List<?>) colour) > 30));
      }
      assertTrue(before > 0.8 && luminance((List<?>) colours.getFirst()) < 0.01, "dark to light");
    }
  }

  private static double channel(List<?> colour, int i) {
    return ((Number) colour.get(i)).doubleValue();
  }

  private static double luminance(List<?> colour) {
    double sum = 0;
    double[] weights = {0.2126, 0.7152, 0.0722};
    for (int i = 0; i < 3; i++) {
      double c = channel(colour, i) / 255;
      sum += weights[i] * (c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
  }

  private static double distance(List<?> one, List<?> other) {
    return Math.hypot(
        Math.hypot(channel(one, 0) - channel(other, 0), channel(one, 1) - channel(other, 1)),
        channel(one, 2) - channel(other, 2));
  }

  /**
   * Several tiles, and fewer samples than pixels: each pixel of the screen is one of those below
   * it.
   */
  @Test
  void aLargePictureIsReadInTilesAndZoomedToItsPixels() {
    int rows = 1300;
    int columns = 2100;
    short[] values = new short[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (short) (i / columns * 20 + i % columns * 10);
    }
    page.dict().put("large", NDArray.ofUnsigned(values, rows, columns));
    page.open("key", "large", "stretch", "stored");
    canvas.awaitReady();
    int[][] places = {{0, 0}, {511, 511}, {512, 512}, {700, 1023}, {1299, 1024}, {1290, 2090}};
    for (int[] place : places) {
      double value = (values[place[0] * columns + place[1]] & 0xffff) / 65535.0 * 255;
      page.await(
          "the colour at " + place[0] + ", " + place[1],
          () ->
              Math.abs((canvas.at(place[1] + 0.5, place[0] + 0.5).getFirst() & 0xff) - value) < 1);
    }
    page.open(
        "key",
        "large",
        "stretch",
        "limits",
        "low",
        "15000",
        "high",
        "16000",
        "zoom",
        "1025,512,40");
    canvas.awaitReady();
    for (int row = 509; row < 515; row++) {
      for (int column = 1020; column < 1030; column++) {
        int grey = Canvas.grey(row * 20 + column * 10, 15000, 16000);
        double x = column;
        double y = row;
        // The corners of its square, which is 40 points wide.
        assertEquals(
            List.of(grey, grey),
            canvas.at(x + 0.1, y + 0.1, x + 0.9, y + 0.9),
            row + ", " + column);
      }
    }
    canvas.hover(513, 1024);
    page.awaitText(".readout", "[513, 1024] = 20500");
    page.find(".stage canvas").sendKeys("0");
    page.await("the whole", () -> page.browser().getCurrentUrl().indexOf("zoom") < 0);
    page.find(".stage canvas").sendKeys("1");
    page.awaitText(".scale", "100 %");
    page.find(".stage canvas").sendKeys("+");
    page.awaitText(".scale", "150 %");
  }

  @Test
  void theWheelZoomsAroundTheCursorAndADragMoves() {
    page.dict().put("v", NDArray.of(new double[200 * 300], 200, 300));
    page.open("key", "v");
    canvas.awaitReady();
    canvas.hover(40, 250);
    page.awaitText(".readout", "[40, 250] = 0.0");
    double before = scale();
    int x = canvas.clientX(250.5);
    int y = canvas.clientY(40.5);
    new Actions(page.browser())
        .scrollFromOrigin(WheelInput.ScrollOrigin.fromViewport(x, y), 0, -600)
        .perform();
    page.await("closer", () -> scale() > 2 * before);
    assertEquals(x, canvas.clientX(250.5), 2);
    assertEquals(y, canvas.clientY(40.5), 2);

    canvas.drag(40, 250, 42, 247, false);
    page.await(
        "the picture went along",
        () ->
            Math.abs(canvas.clientX(250.5) - x + 3 * scale()) <= 2
                && Math.abs(canvas.clientY(40.5) - y - 2 * scale()) <= 2);
    page.awaitEquals(true, () -> page.js("return location.hash").toString().contains("&zoom="));
  }

  private double scale() {
    return ((Number)
            page.js("return Number(document.querySelector('.stage canvas').dataset.scale)"))
        .doubleValue();
  }

  @Test
  void fieldsOfStructuredArraysAreChosen() {
    DType type =
        DType.structured(
            new Field("name", DType.of("S4"), 0),
            new Field("height", DType.FLOAT32, 4),
            new Field("it's", DType.INT16, 8));
    NDArray array = NDArray.zeros(type, 3, 4);
    for (int i = 0; i < 12; i++) {
      array.field("height").at(i / 4, i % 4).setFloat(i);
      array.field("it's").at(i / 4, i % 4).setLong(-i);
    }
    page.dict().put("struct", array);
    page.open("key", "struct", "stretch", "0-100");
    canvas.awaitPixels(greys(12, i -> i, 0, 11), 3, 4);
    assertEquals(List.of("3 fields · 3 × 4"), page.texts(".rows .facts"));
    page.choose("Field", "it's");
    canvas.awaitPixels(greys(12, i -> 11 - i, 0, 11), 3, 4);
    canvas.hover(2, 3);
    page.awaitText(".readout", "[2, 3] = -11");
  }
}
