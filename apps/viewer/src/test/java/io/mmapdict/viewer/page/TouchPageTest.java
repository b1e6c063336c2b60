package io.mmapdict.viewer.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Fingers on the picture. */
class TouchPageTest {
  @RegisterExtension final OpenPage page = new OpenPage();
  private final Canvas canvas = new Canvas(page);

  @BeforeEach
  void put() {
    page.browser().executeCdpCommand("Emulation.setTouchEmulationEnabled", Map.of("enabled", true));
    page.dict().put("v", NDArray.of(new double[200 * 300 * 2], 200, 300, 2));
    page.open("key", "v");
    canvas.awaitReady();
  }

  @AfterEach
  void noFingers() {
    touch("touchStart", 1, 1); // there is one to take away, whatever a test has left
    touch("touchCancel");
    page.browser()
        .executeCdpCommand("Emulation.setTouchEmulationEnabled", Map.of("enabled", false));
  }

  /** Fingers at {@code x0, y0, x1, y1, ...} of the screen. */
  private void touch(String type, int... places) {
    List<Map<String, Object>> points = new ArrayList<>();
    for (int i = 0; i < places.length; i += 2) {
      points.add(Map.of("x", places[i], "y", places[i + 1], "id", i));
    }
    page.browser()
        .executeCdpCommand("Input.dispatchTouchEvent", Map.of("type", type, "touchPoints", points));
  }

  private double scale() {
    return ((Number)
            page.js("return Number(document.querySelector('.stage canvas').dataset.scale)"))
        .doubleValue();
  }

  private List<Integer> onScreen(double x, double y) {
    return List.of(canvas.clientX(x), canvas.clientY(y));
  }

  /** What two places of the picture are below the fingers stays below them. */
  private void assertBelow(int[] fingers, double... places) {
    page.await(
        "both below the fingers",
        () -> {
          List<Integer> one = onScreen(places[0], places[1]);
          List<Integer> other = onScreen(places[2], places[3]);
          return Math.abs(one.get(0) - fingers[0]) <= 2
              && Math.abs(one.get(1) - fingers[1]) <= 2
              && Math.abs(other.get(0) - fingers[2]) <= 2
              && Math.abs(other.get(1) - fingers[3]) <= 2;
        });
  }

  @Test
  void twoFingersZoomAndMoveThePictureWithThem() {
    double before = scale();
    int x = canvas.clientX(100);
    int y = canvas.clientY(80);
    int x2 = canvas.clientX(140);
    int y2 = canvas.clientY(110);
    int dx = x2 - x;
    int dy = y2 - y;
    touch("touchStart", x, y);
    touch("touchStart", x, y, x2, y2);
    touch("touchEnd");
    touch("touchStart", x, y);
    touch("touchStart", x, y, x2, y2);
    // The one finger goes away along the line between the two, far at once and then a little on.
    touch("touchMove", x - dx, y - dy, x2, y2);
    assertBelow(new int[] {x - dx, y - dy, x2, y2}, 100, 80, 140, 110);
    assertEquals(2 * before, scale(), 0.02 * before);
    touch("touchMove", x - dx, y - dy, x2 + dx, y2 + dy);
    assertBelow(new int[] {x - dx, y - dy, x2 + dx, y2 + dy}, 100, 80, 140, 110);
    assertEquals(3 * before, scale(), 0.03 * before);
    // Both to one side: the picture goes along and keeps its size.
    touch("touchMove", x - dx + 60, y - dy - 40, x2 + dx + 60, y2 + dy - 40);
    assertBelow(
        new int[] {x - dx + 60, y - dy - 40, x2 + dx + 60, y2 + dy - 40}, 100, 80, 140, 110);
    touch("touchMove", x + 60, y - 40, x2 + 60, y2 - 40);
    assertBelow(new int[] {x + 60, y - 40, x2 + 60, y2 - 40}, 100, 80, 140, 110);
    touch("touchEnd");
    assertTrue(page.all(".pixels li").isEmpty(), "two fingers are no click");
    assertEquals(1.0, ((Number) page.js("return visualViewport.scale")).doubleValue());
  }

  @Test
  void oneFingerMovesThePictureAndATapIsAClick() {
    int x = canvas.clientX(100.5);
    int y = canvas.clientY(80.5);
    touch("touchStart", x, y);
    touch("touchEnd");
    page.awaitEquals(List.of("(80, 100)×"), () -> page.texts(".pixels li"));
    page.awaitReady(".spectra");
    x = canvas.clientX(100.5);
    y = canvas.clientY(80.5);
    double before = scale();
    touch("touchStart", x, y);
    touch("touchMove", x + 30, y + 10);
    touch("touchMove", x + 50, y + 20);
    touch("touchEnd");
    List<Integer> expected = List.of(x + 50, y + 20);
    page.awaitEquals(expected, () -> onScreen(100.5, 80.5));
    assertEquals(before, scale());
    assertEquals(List.of("(80, 100)×"), page.texts(".pixels li"));
  }

  /** While lines are drawn, too, two fingers zoom. */
  @Test
  void twoFingersBeginNoLine() {
    page.find(".stage canvas").sendKeys("p");
    double before = scale();
    int x = canvas.clientX(100);
    int y = canvas.clientY(80);
    touch("touchStart", x, y);
    touch("touchStart", x, y, x + 50, y);
    touch("touchMove", x, y, x + 100, y);
    page.await("closer", () -> Math.abs(scale() - 2 * before) < 0.02 * before);
    touch("touchEnd", x, y);
    touch("touchMove", x + 40, y);
    touch("touchEnd");
    assertTrue(!page.find(".profile").isDisplayed());
    touch("touchStart", x, y);
    touch("touchMove", x + 40, y);
    touch("touchEnd");
    page.await("a line", () -> page.find(".profile").isDisplayed());
  }
}
