package io.mmapdict.viewer.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.ndarray.NDArray;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

/** The page by keyboard alone, in both themes, on small and on large screens. */
class LooksPageTest {
  @RegisterExtension final OpenPage page = new OpenPage();
  private final Canvas canvas = new Canvas(page);

  @AfterEach
  void asTheSystemHasIt() {
    scheme("");
  }

  private void scheme(String value) {
    page.browser()
        .executeCdpCommand(
            "Emulation.setEmulatedMedia",
            Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", value))));
  }

  private static double value(int row, int column, int band) {
    return Math.sin(column / 50.0 + band) * Math.cos(row / 60.0) + column / 400.0;
  }

  private void put() {
    int rows = 300;
    int columns = 400;
    float[] values = new float[rows * columns * 6];
    for (int i = 0; i < values.length; i++) {
      int pixel = i / 6;
      values[i] = (float) value(pixel / columns, pixel % columns, i % 6);
    }
    page.dict().put("scene/cube", NDArray.of(values, rows, columns, 6));
    page.dict().put("scene/curve", NDArray.of(new double[] {1, 3, 2}));
    page.dict().put("settings", Map.of("exposure", 0.25));
  }

  private void press(CharSequence... keys) {
    for (CharSequence key : keys) {
      new Actions(page.browser()).sendKeys(key).perform();
    }
  }

  private void pressShifted(CharSequence... keys) {
    new Actions(page.browser()).keyDown(Keys.SHIFT).sendKeys(keys).keyUp(Keys.SHIFT).perform();
  }

  private String active() {
    return page.js(
            """
            const one = document.activeElement;
            return one.id || one.getAttribute('aria-label') || one.textContent || one.tagName;
            """)
        .toString();
  }

  @Test
  void everythingIsReachedByTheKeyboard() {
    put();
    page.open();
    press("/");
    assertEquals("search", active());
    press("scene", Keys.ENTER);
    page.awaitText("#shown", "scene/cube");
    assertEquals("keys", active());
    press(Keys.ARROW_DOWN);
    page.awaitText("#shown", "scene/curve");
    press("k");
    page.awaitText("#shown", "scene/cube");
    canvas.awaitReady();

    List<String> reached = new ArrayList<>();
    for (String at = active(); !reached.contains(at) && reached.size() < 60; at = active()) {
      reached.add(at);
      assertEquals(
          true,
          page.js(
              """
              const one = document.activeElement;
              const style = getComputedStyle(one);
              return one === document.body || one.closest('svg') !== null
                  || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1)
                  || one.outerHTML;
              """),
          at + " shows that it has the focus");
      press(Keys.TAB);
    }
    List<String> controls =
        List.of(
            "Picture",
            "Tree",
            "Download",
            "Closer (+)",
            "Farther (-)",
            "The whole picture (0)",
            "Down: axis",
            "Right: axis",
            "RGB: axis",
            "Index on axis 2",
            "Index on axis 2, as a number",
            "Stretch",
            "Scale",
            "Least value shown",
            "Greatest value shown",
            "Colours",
            "theme",
            "ask",
            "search",
            "order",
            "follow",
            "pattern");
    for (String control : controls) {
      assertTrue(reached.contains(control), control + " among " + reached);
    }

    page.js("document.querySelector('.stage canvas').focus(); return true");
    press(Keys.ENTER);
    pressShifted(Keys.ARROW_RIGHT);
    page.awaitEquals(List.of("(150, 200)×"), () -> page.texts(".pixels li"));
    page.await("the exact value", () -> page.text(".readout").startsWith("[150, 201, 0] = "));
    assertEquals(value(150, 201, 0), Double.parseDouble(page.text(".readout").substring(16)), 1e-6);
    press("p", Keys.ENTER);
    pressShifted(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_DOWN);
    press(Keys.ENTER);
    page.awaitText(".profile .facts", "from (150, 201) to (153, 201)");
    press("]");
    page.awaitEquals("1", () -> page.js("return document.querySelector('[data-axis]').value"));
    press("v");
    page.await("the next view", () -> page.all(".stage").isEmpty());

    press("?");
    page.await("help", () -> page.find("#help").isDisplayed());
    press("j", Keys.ESCAPE);
    page.await("no help", () -> !page.find("#help").isDisplayed());
    assertEquals("scene/cube", page.text("#shown"), "keys mean nothing below the help");
    press("f");
    page.awaitText("#shown", "settings");
  }

  /** The least ratio of luminances that text has to its ground: 4.5 by WCAG. */
  private double contrast() {
    return ((Number)
            page.js(
                """
                const rgb = (text) => {
                  const canvas = document.createElement('canvas');
                  const context = canvas.getContext('2d', {willReadFrequently: true});
                  context.fillStyle = text;
                  context.fillRect(0, 0, 1, 1);
                  return [...context.getImageData(0, 0, 1, 1).data];
                };
                const luminance = (colour) => rgb(colour).slice(0, 3)
                    .map((c) => c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4)
                    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
                const ground = (node) => {
                  const colour = getComputedStyle(node).backgroundColor;
                  return rgb(colour)[3] === 255 || node === document.documentElement ? colour
                      : ground(node.parentElement);
                };
                let least = Infinity;
                for (const node of document.querySelectorAll('body *')) {
                  const hasText = [...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim() !== '');
                  if (hasText && node.checkVisibility() && !node.closest('svg, :disabled')) {
                    const [a, b] = [luminance(getComputedStyle(node).color), luminance(ground(node))];
                    least = Math.min(least, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
                  }
                }
                return least;
                """))
        .doubleValue();
  }

  private double ground() {
    return ((Number)
            page.js(
                "return parseFloat(getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/)[0])"))
        .doubleValue();
  }

  @Test
  void textIsReadableInBothThemes() throws IOException {
    put();
    scheme("light");
    page.open("key", "scene/cube", "pixels", "100,100");
    canvas.awaitReady();
    page.awaitReady(".spectra");
    assertTrue(ground() > 200, "light");
    assertTrue(contrast() >= 4.5, () -> "contrast " + contrast());
    page.screenshot("-light");
    scheme("dark");
    page.await("dark", () -> ground() < 60);
    page.await("a contrast of 4.5 once the colours have faded over", () -> contrast() >= 4.5);
    page.screenshot("-dark");

    press("t");
    page.awaitText("#theme", "● dark");
    press("t");
    page.awaitText("#theme", "○ light");
    page.await("light against the system", () -> ground() > 200);
    page.browser().navigate().refresh();
    page.awaitText("#theme", "○ light");
    page.await("it is remembered", () -> ground() > 200);
  }

  @Test
  void smallAndLargeScreensShowAll() throws IOException {
    put();
    for (int[] size : new int[][] {{400, 800}, {900, 700}, {3840, 2160}}) {
      page.size(size[0], size[1]);
      page.open("key", "scene/cube", "pixels", "100,100;200,300");
      canvas.awaitReady();
      page.awaitReady(".spectra");
      assertEquals(
          List.of(),
          page.js(
              """
              return [...document.querySelectorAll('button, select, input, canvas, svg, h1, h2, p')]
                  .filter((one) => one.checkVisibility())
                  .filter((one) => {
                    const {left, right} = one.getBoundingClientRect();
                    return left < 0 || right > innerWidth + 0.5;
                  })
                  .map((one) => one.outerHTML.slice(0, 200));
              """),
          "beside the screen at " + size[0]);
      Number share =
          (Number)
              page.js(
                  """
                  const {width, height} = document.querySelector('.stage canvas').getBoundingClientRect();
                  return width * height / innerWidth / innerHeight;
                  """);
      assertTrue(share.doubleValue() > 0.3, "the picture has " + share + " of " + size[0]);
      page.screenshot("-" + size[0]);
    }
    Number letters =
        (Number) page.js("return parseFloat(getComputedStyle(document.body).fontSize)");
    assertTrue(letters.doubleValue() > 18, letters + " points at 3840 x 2160");
    assertFalse(
        (Boolean) page.js("return document.documentElement.scrollHeight > innerHeight"),
        "all of it is seen");
  }
}
