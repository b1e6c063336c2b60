package io.mmapdict.viewer.page;

import java.util.ArrayList;
import java.util.List;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** What the page has drawn of an array: the colour in the middle of each of its pixels. */
final class Canvas {
  private static final String CANVAS = ".stage canvas";

  private final OpenPage page;

  Canvas(OpenPage page) {
    this.page = page;
  }

  void awaitReady() {
    page.awaitReady(".stage");
  }

  /** Places of the scene, {@code x0, y0, x1, y1, ...}: 0xRRGGBB each, -1 where nothing is drawn. */
  List<Integer> at(double... places) {
    List<Double> list = new ArrayList<>();
    for (double place : places) {
      list.add(place);
    }
    Object found =
        page.js(
            """
            const canvas = document.querySelector('.stage canvas');
            if (!canvas?.dataset.scale) {
              return [];
            }
            const copy = document.createElement('canvas');
            copy.width = canvas.width;
            copy.height = canvas.height;
            const context = copy.getContext('2d', {willReadFrequently: true});
            context.drawImage(canvas, 0, 0);
            const {left, top, scale} = canvas.dataset;
            const colours = [];
            for (let i = 0; i < arguments[0].length; i += 2) {
              const x = Math.floor((arguments[0][i] - left) * scale * devicePixelRatio);
              const y = Math.floor((arguments[0][i + 1] - top) * scale * devicePixelRatio);
              const [r, g, b, a] = context.getImageData(x, y, 1, 1).data;
              colours.push(a === 0 ? -1 : (r << 16) | (g << 8) | b);
            }
            return colours;
            """,
            list);
    List<Integer> colours = new ArrayList<>();
    for (Object colour : (List<?>) found) {
      colours.add(((Number) colour).intValue());
    }
    return colours;
  }

  /** All pixels of an array's picture, row by row. */
  List<Integer> pixels(int rows, int columns) {
    double[] places = new double[2 * rows * columns];
    for (int i = 0; i < rows * columns; i++) {
      places[2 * i] = i % columns + 0.5;
      places[2 * i + 1] = Math.floorDiv(i, columns) + 0.5;
    }
    return at(places);
  }

  void awaitPixels(List<Integer> expected, int rows, int columns) {
    page.awaitEquals(expected, () -> pixels(rows, columns));
  }

  /** Clicks on a pixel. */
  void click(int row, int column, boolean isShifted) {
    Actions actions = new Actions(page.browser());
    if (isShifted) {
      actions.keyDown(Keys.SHIFT);
    }
    move(actions, column + 0.5, row + 0.5).click();
    if (isShifted) {
      actions.keyUp(Keys.SHIFT);
    }
    actions.perform();
  }

  void hover(int row, int column) {
    move(new Actions(page.browser()), column + 0.5, row + 0.5).perform();
  }

  /** Drags from the middle of a pixel to that of another one. */
  void drag(int row, int column, int toRow, int toColumn, boolean isShifted) {
    Actions actions = new Actions(page.browser());
    if (isShifted) {
      actions.keyDown(Keys.SHIFT);
    }
    move(actions, column + 0.5, row + 0.5).clickAndHold();
    move(actions, toColumn + 0.5, toRow + 0.5).release();
    if (isShifted) {
      actions.keyUp(Keys.SHIFT);
    }
    actions.perform();
  }

  /** Where a place of the scene is on the screen. */
  int clientX(double x) {
    return client("x", "left", x);
  }

  int clientY(double y) {
    return client("y", "top", y);
  }

  private int client(String side, String edge, double place) {
    Object found =
        page.js(
            """
            const canvas = document.querySelector('.stage canvas');
            const {left, top, scale} = canvas.dataset;
            const origin = arguments[0] === 'x' ? left : top;
            return canvas.getBoundingClientRect()[arguments[1]] + (arguments[2] - origin) * scale;
            """,
            side,
            edge,
            place);
    return (int) Math.round(((Number) found).doubleValue());
  }

  private Actions move(Actions actions, double x, double y) {
    WebElement canvas = page.find(CANVAS);
    List<?> offset =
        (List<?>)
            page.js(
                """
                const {dataset, clientWidth, clientHeight} = document.querySelector('.stage canvas');
                return [(arguments[0] - dataset.left) * dataset.scale - clientWidth / 2,
                        (arguments[1] - dataset.top) * dataset.scale - clientHeight / 2];
                """,
                x,
                y);
    return actions.moveToElement(
        canvas,
        (int) Math.round(((Number) offset.get(0)).doubleValue()),
        (int) Math.round(((Number) offset.get(1)).doubleValue()));
  }

  /** The grey of a value that is stretched between two limits. */
  static int grey(double value, double low, double high) {
    int level = (int) Math.round(Math.clamp(255 * (value - low) / (high - low), 0, 255));
    return level << 16 | level << 8 | level;
  }
}
