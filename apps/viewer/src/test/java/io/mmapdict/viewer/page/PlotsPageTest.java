package io.mmapdict.viewer.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

/** Curves: spectra, line profiles, histograms, arrays of one axis. */
class PlotsPageTest {
  private static final int ROWS = 12;
  private static final int COLUMNS = 16;
  private static final int BANDS = 9;

  @RegisterExtension final OpenPage page = new OpenPage();
  private final Canvas canvas = new Canvas(page);

  private static double value(int row, int column, int band) {
    return row * 100 + column + band * band / 8.0;
  }

  private void openCube() {
    double[] values = new double[ROWS * COLUMNS * BANDS];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(i / BANDS / COLUMNS, i / BANDS % COLUMNS, i % BANDS);
    }
    page.dict().put("cube", NDArray.of(values, ROWS, COLUMNS, BANDS));
    page.open("key", "cube", "at", "y,x,2", "stretch", "0-100");
    canvas.awaitReady();
  }

  /** What the plot says at each of its points, read by the keyboard. */
  private List<String> readings(String plot, int count) {
    List<String> readings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      page.find(plot + " svg.plot").sendKeys(Keys.ARROW_RIGHT);
      readings.add(page.text(plot + " .hovered"));
    }
    return readings;
  }

  @Test
  void aClickShowsTheSpectrumAndOthersBesideIt() {
    openCube();
    canvas.click(3, 5, false);
    page.awaitReady(".spectra");
    List<String> expected = new ArrayList<>();
    for (int band = 0; band < BANDS; band++) {
      expected.add("index on axis 2 %d   (3, 5): %s".formatted(band, text(value(3, 5, band))));
    }
    assertEquals(expected, readings(".spectra", BANDS));

    canvas.click(10, 2, true);
    page.awaitEquals(List.of("(3, 5)×", "(10, 2)×"), () -> page.texts(".pixels li"));
    page.awaitReady(".spectra");
    page.awaitEquals(2, () -> page.all(".spectra .curve").size());
    page.find(".spectra svg.plot").sendKeys(Keys.ARROW_LEFT);
    assertEquals(
        "index on axis 2 7   (3, 5): %s   (10, 2): %s"
            .formatted(text(value(3, 5, 7)), text(value(10, 2, 7))),
        page.text(".spectra .hovered"));
    page.find("[aria-label='Remove (3, 5)']").click();
    page.awaitEquals(List.of("(10, 2)×"), () -> page.texts(".pixels li"));
    canvas.click(0, 0, false);
    page.awaitEquals(List.of("(0, 0)×"), () -> page.texts(".pixels li"));

    page.dict().put("flat", NDArray.of(new double[6], 2, 3));
    page.all(".rows [role=option]").getFirst().click();
    page.find("#keys").sendKeys(Keys.ARROW_DOWN);
    page.awaitText("#shown", "flat");
    canvas.awaitReady();
    canvas.click(1, 1, false);
    assertTrue(!page.find(".spectra").isDisplayed(), "there is no third axis");
  }

  private static String text(double value) {
    return value == Math.rint(value)
        ? Long.toString(Math.round(value))
        : String.format(Locale.ROOT, "%.3f", value).replaceFirst("0+$", "");
  }

  @Test
  void aLineThatIsDrawnShowsTheValuesAlongIt() {
    openCube();
    canvas.drag(2, 3, 2, 12, true);
    page.awaitReady(".profile");
    List<String> readings = readings(".profile", 10);
    for (int i = 0; i < 10; i++) {
      assertEquals(
          "pixels from the start %d   %s".formatted(i, text(value(2, 3 + i, 2))), readings.get(i));
    }
    assertTrue(page.text(".profile .facts").equals("from (2, 3) to (2, 12)"));
    page.find("[aria-label='Close the line profile']").click();
    page.find(".stage canvas").sendKeys("p");
    canvas.drag(1, 4, 9, 4, false);
    page.awaitText(".profile .facts", "from (1, 4) to (9, 4)");
    page.awaitReady(".profile");
    assertEquals(
        "pixels from the start 0   " + text(value(1, 4, 2)), readings(".profile", 1).getFirst());
  }

  /**
   * A hundred values of 0 and one of each from 1 to 28; the limits move with the mouse and by keys.
   */
  @Test
  void theLimitsAreDraggedInTheHistogram() {
    double[] values = new double[128];
    for (int i = 100; i < values.length; i++) {
      values[i] = i - 99;
    }
    page.dict().put("v", NDArray.of(values, 8, 16));
    page.open("key", "v", "stretch", "0-100");
    canvas.awaitReady();
    String mean = String.format(Locale.ROOT, "%.4f", 28 * 29 / 2 / 128.0);
    page.await("facts", () -> page.text(".plotted .facts").startsWith("0 to 28 · mean " + mean));
    assertEquals(Canvas.grey(28, 0, 28), canvas.pixels(8, 16).getLast());

    // The hundred end at the top; four times one would reach as far, and one goes half the way.
    assertEquals(List.of(0.5, 1.0), heights());

    Number width = (Number) page.js("return document.querySelector('.histogram').clientWidth");
    int quarter = -(width.intValue() - 12) / 4;
    new Actions(page.browser())
        .moveToElement(page.all(".handle rect").getLast())
        .clickAndHold()
        .moveByOffset(quarter, 0)
        .release()
        .perform();
    page.await("the limit", () -> Math.abs(limit() - 21) < 1);
    assertEquals("limits", page.js("return document.querySelector('[aria-label=Stretch]').value"));
    double dragged = limit();
    page.awaitEquals(
        List.of(0, Canvas.grey(7, 0, dragged)),
        () -> List.of(canvas.pixels(8, 16).get(5), canvas.pixels(8, 16).get(106)));
    page.all(".handle").getLast().sendKeys(Keys.ARROW_RIGHT);
    page.await("a step", () -> Math.abs(limit() - dragged - 28 / 200.0) < 1e-4);
  }

  /** How high the bars are that are not empty, of the highest there can be. */
  private List<Double> heights() {
    Object found =
        page.js(
            """
            const bars = document.querySelector('.histogram .bars').getAttribute('d');
            const height = document.querySelector('.histogram').clientHeight;
            return [...bars.matchAll(/L[\\d.]+ ([\\d.]+)H/g)].map(([, y]) => (height - y) / (height - 6));
            """);
    return ((List<?>) found)
        .stream()
            .map(height -> Math.rint(((Number) height).doubleValue() * 100) / 100)
            .filter(height -> height > 0)
            .distinct()
            .sorted()
            .toList();
  }

  private double limit() {
    return ((Number) page.js("return Number(document.querySelectorAll('.limit')[1].value)"))
        .doubleValue();
  }

  @Test
  void anArrayOfOneAxisIsACurve() {
    page.dict().put("curve", NDArray.of(new double[] {0.5, 2, Double.NaN, -1}));
    page.open("key", "curve");
    page.awaitReady(".line-view");
    assertEquals(
        List.of("index 0   0.5", "index 1   2", "index 2   –", "index 3   -1"),
        readings(".line-view", 4));

    // Where the points are, held against where the ticks are.
    Matcher points =
        Pattern.compile("[ML]([\\d.]+) ([\\d.]+)")
            .matcher(
                page.js("return document.querySelector('.curve').getAttribute('d')").toString());
    List<Double> ys = new ArrayList<>();
    while (points.find()) {
      ys.add(Double.parseDouble(points.group(2)));
    }
    assertEquals(3, ys.size(), "a gap where there is no number");
    List<?> ticks =
        (List<?>)
            page.js(
                """
                return [...document.querySelectorAll('.plot text')]
                    .filter((one) => ['0', '2'].includes(one.textContent) && one.hasAttribute('dy'))
                    .map((one) => Number(one.getAttribute('y')));
                """);
    double zero = ((Number) ticks.get(0)).doubleValue();
    double two = ((Number) ticks.get(1)).doubleValue();
    assertEquals(two, ys.get(1), 0.1);
    assertEquals(zero + (two - zero) / 4, ys.get(0), 0.1);
    assertEquals(zero - (two - zero) / 2, ys.get(2), 0.1);
  }
}
