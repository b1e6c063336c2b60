package io.mmapdict.viewer.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.ndarray.NDArray;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a registration leaves in a file: keypoints, matches, registered images. */
class RegisteredPageTest {
  private static final int ROWS = 40;
  private static final int COLUMNS = 50;
  private static final int RIGHT = 5;
  private static final int DOWN = 3;

  @RegisterExtension final OpenPage page = new OpenPage();
  private final Canvas canvas = new Canvas(page);

  /** Two images of other greys; what is at (x, y) in a is at (x + 5, y + 3) in b. */
  private void put() {
    page.dict().put("images/a", image(1));
    page.dict().put("images/b", image(2));
    page.dict().put("keypoints/a", keypoints(new double[] {20, 40}, new double[] {10, 30}));
    page.dict()
        .put(
            "keypoints/b",
            keypoints(new double[] {20 + RIGHT, 40 + RIGHT}, new double[] {10 + DOWN, 30 + DOWN}));
    NDArray shift = NDArray.of(new double[] {1, 0, RIGHT, 0, 1, DOWN, 0, 0, 1}, 3, 3);
    page.dict().put("matches/a/b", Map.of("transform", shift));
    page.dict().put("transforms/a", shift);
    page.dict().put("registration", Map.of("reference", "b"));
  }

  private static int value(int which, int row, int column) {
    return which * 20 + row + column;
  }

  private static NDArray image(int which) {
    byte[] values = new byte[ROWS * COLUMNS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) value(which, i / COLUMNS, i % COLUMNS);
    }
    return NDArray.ofUnsigned(values, ROWS, COLUMNS);
  }

  private static Map<String, Object> keypoints(double[] x, double[] y) {
    return Map.of(
        "x", NDArray.of(x),
        "y", NDArray.of(y),
        "scale", NDArray.of(new double[] {8, 4}),
        "angle", NDArray.of(new double[] {Math.PI / 2, 0}));
  }

  /** -1 where it is no grey. */
  private int level(double x, double y) {
    int colour = canvas.at(x, y).getFirst();
    return colour == (colour & 0xff) * 0x010101 ? colour & 0xff : -1;
  }

  private boolean isMarked(double x, double y) {
    int colour = canvas.at(x, y).getFirst();
    return colour >= 0 && (colour >> 16) - (colour & 0xff) > 60; // the marks are yellow
  }

  @Test
  void keypointsAreCirclesWithTheirDirection() {
    put();
    page.open("key", "keypoints/a");
    canvas.awaitReady();
    page.choose("Stretch", "stored");
    page.await("a mark", () -> isMarked(20.5 + 8, 10.5));
    // The middle of the first one's pixel is at 20.5, 10.5; its direction is down.
    assertTrue(isMarked(20.5 - 8, 10.5) && isMarked(20.5, 10.5 + 8), "its circle");
    assertTrue(isMarked(20.5, 10.5 + 5), "its direction");
    assertEquals(value(1, 5, 20), level(20.5, 10.5 - 5));
    assertEquals(value(1, 10, 25), level(20.5 + 5, 10.5));
    // The other one's is to the right.
    assertTrue(isMarked(40.5 + 4, 30.5) && isMarked(40.5 + 2.5, 30.5));
    assertEquals(value(1, 33, 40), level(40.5, 30.5 + 2.7));
    page.awaitText(".panel .facts", "2 keypoints on images/a");

    page.dict().remove("images/a");
    page.open("key", "keypoints/a");
    page.awaitText(".panel .facts", "2 keypoints; their image is not in the file");
    page.await("a mark without an image", () -> isMarked(20.5 + 8, 10.5));
  }

  @Test
  void matchesAreLinesBetweenTwoImages() {
    put();
    page.open("key", "matches/a/b");
    canvas.awaitReady();
    page.awaitText(".panel .facts", "2 matches, images/a to images/b");
    page.choose("Stretch", "stored");
    page.awaitEquals(value(1, 2, 3), () -> level(3.5, 2.5));
    double left = COLUMNS * 1.02;
    assertEquals(51, left, 1e-9);
    assertEquals(value(2, 2, 3), level(left + 3.5, 2.5));
    assertEquals(-1, canvas.at(50.5, 20).getFirst(), "a gap between the two");
    canvas.hover(20, 10);
    page.awaitText(".readout", "images/a [20, 10] = " + value(1, 20, 10));
    canvas.hover(20, 51 + 10);
    page.awaitText(".readout", "images/b [20, 10] = " + value(2, 20, 10));
    for (double t : new double[] {0.2, 0.5, 0.8}) {
      double x = 20.5 + t * (left + RIGHT);
      assertNotEquals(List.of(true), grey(x, 10.5 + t * DOWN), "the first line");
      assertNotEquals(List.of(true), grey(x + 20, 30.5 + t * DOWN), "the second line");
      assertEquals(List.of(true), grey(x, 20), "between them");
    }
    page.type("[aria-label='How strong the lines are']", "0");
    page.awaitEquals(List.of(true), () -> grey(20.5 + 0.2 * (left + RIGHT), 10.5 + 0.2 * DOWN));
  }

  @Test
  void inANarrowWindowTheImagesLieBelowEachOther() {
    put();
    page.size(400, 1400); // so that all of the picture is in sight, and can be pointed at
    page.open("key", "matches/a/b");
    canvas.awaitReady();
    page.choose("Stretch", "stored");
    page.awaitEquals(value(1, 2, 3), () -> level(3.5, 2.5));
    double top = Math.ceil(ROWS * 1.02);
    assertEquals(value(2, 2, 3), level(3.5, top + 2.5));
    assertEquals(value(2, 39, 49), level(49.5, top + 39.5));
    canvas.hover(20 + (int) top, 10);
    page.awaitText(".readout", "images/b [20, 10] = " + value(2, 20, 10));
    for (double t : new double[] {0.2, 0.8}) {
      assertNotEquals(
          List.of(true), grey(20.5 + t * RIGHT, 10.5 + t * (top + DOWN)), "the first line");
    }
  }

  private List<Boolean> grey(double x, double y) {
    return canvas.at(x, y).stream()
        .map(colour -> colour < 0 || colour == (colour & 0xff) * 0x010101)
        .toList();
  }

  /** Left half opaque, right half clear. */
  private static NDArray drawing(int red, int green, int blue) {
    byte[] values = new byte[ROWS * COLUMNS * 4];
    for (int i = 0; i < ROWS * COLUMNS; i++) {
      values[4 * i] = (byte) red;
      values[4 * i + 1] = (byte) green;
      values[4 * i + 2] = (byte) blue;
      values[4 * i + 3] = (byte) (i % COLUMNS < COLUMNS / 2 ? 255 : 0);
    }
    return NDArray.ofUnsigned(values, ROWS, COLUMNS, 4);
  }

  @Test
  void whereARegisteredImageIsClearTheReferenceIsSeen() {
    put();
    page.dict().put("images/a", drawing(10, 200, 30));
    page.open("key", "transforms/a");
    canvas.awaitReady();
    page.choose("Stretch", "stored");
    page.type("[aria-label='How much of the registered image']", "100");
    page.awaitEquals(10 << 16 | 200 << 8 | 30, () -> canvas.at(RIGHT + 20.5, 20.5).getFirst());
    assertEquals(value(2, 20, RIGHT + 30), level(RIGHT + 30.5, 20.5));

    // The difference is that of the colours, whatever their opacity: of black ones, too.
    page.dict().put("images/a", drawing(0, 0, 0));
    page.dict().put("images/b", drawing(50, 100, 31));
    page.open("key", "transforms/a", "pair", "difference");
    canvas.awaitReady();
    page.choose("Stretch", "stored");
    page.awaitEquals(50 << 16 | 100 << 8 | 31, () -> canvas.at(RIGHT + 20.5, 20.5).getFirst());
    assertEquals(50 << 16 | 100 << 8 | 31, canvas.at(RIGHT + 30.5, 20.5).getFirst());
  }

  private void motion(String value) {
    page.browser()
        .executeCdpCommand(
            "Emulation.setEmulatedMedia",
            Map.of("features", List.of(Map.of("name", "prefers-reduced-motion", "value", value))));
  }

  @AfterEach
  void asTheSystemHasIt() {
    motion("");
  }

  /** Counts what is drawn meanwhile: an assertion that nothing happens needs an end. */
  private int changesOfWhatIsShown() {
    Object count =
        page.browser()
            .executeAsyncScript(
                """
                const done = arguments[0];
                let count = 0;
                const watch = new MutationObserver((all) => (count += all.length));
                watch.observe(document.querySelector('.panel [role=status]'), {childList: true});
                setTimeout(() => done(count), 2000);
                """);
    return ((Number) count).intValue();
  }

  @Test
  void nothingMovesByItselfWhereThatIsNotWanted() {
    put();
    page.open("key", "transforms/a");
    canvas.awaitReady();
    page.find("[aria-label='In turn by a timer']").click();
    page.awaitText(".panel [role=status]", "images/a");
    page.awaitText(".panel [role=status]", "images/b");
    motion("reduce");
    page.find("[aria-label='The other one of the two (b)']");
    assertEquals(0, changesOfWhatIsShown(), "it stands still");
    String before = page.text(".panel [role=status]");
    String other = before.equals("images/a") ? "images/b" : "images/a";
    page.find("[aria-label='The other one of the two (b)']").click();
    page.awaitText(".panel [role=status]", other);
    assertEquals(0, changesOfWhatIsShown(), "one turn for a press");
    page.find("body").sendKeys("b");
    page.awaitText(".panel [role=status]", before);
    assertEquals(
        List.of(),
        page.js(
            """
            return [...document.querySelectorAll('*')].filter((one) => {
              const {transitionDuration, animationName, scrollBehavior} = getComputedStyle(one);
              return transitionDuration !== '0s' || animationName !== 'none' || scrollBehavior !== 'auto';
            }).map((one) => one.outerHTML.slice(0, 100));
            """));
    motion("");
    page.find("[aria-label='In turn by a timer']").click();
    page.awaitText(".panel [role=status]", other);
    page.awaitText(".panel [role=status]", before);
  }

  @Test
  void registeredImagesAreSeenInTurnOneOverTheOtherAndAsTheirDifference() {
    put();
    page.open("key", "transforms/a");
    canvas.awaitReady();
    page.choose("Stretch", "stored");
    canvas.hover(20, 30);
    page.awaitText(".readout", "images/b [20, 30] = " + value(2, 20, 30));
    int reference = value(2, 20, 30);
    int image = value(1, 20 - DOWN, 30 - RIGHT);
    page.type("[aria-label='How much of the registered image']", "0");
    page.awaitEquals(reference, () -> level(30.5, 20.5));
    page.type("[aria-label='How much of the registered image']", "50");
    page.await("half of each", () -> Math.abs(level(30.5, 20.5) - (reference + image) / 2.0) <= 1);
    page.type("[aria-label='How much of the registered image']", "100");
    page.awaitEquals(image, () -> level(30.5, 20.5));
    assertEquals(value(2, 1, 2), level(2.5, 1.5), "where it has no pixels the reference is seen");

    page.find("body").sendKeys("b");
    page.awaitText(".panel [role=status]", "images/b");
    page.awaitEquals(reference, () -> level(30.5, 20.5));
    page.find("body").sendKeys("b");
    page.awaitText(".panel [role=status]", "images/a");
    page.awaitEquals(image, () -> level(30.5, 20.5));
    assertEquals(-1, canvas.at(2.5, 1.5).getFirst(), "it has no pixels there");
    page.find("[aria-label='In turn by a timer']").click();
    page.awaitText(".panel [role=status]", "images/b");
    page.awaitText(".panel [role=status]", "images/a");
    page.find("[aria-label='In turn by a timer']").click();

    page.choose("How the two are shown", "difference");
    page.awaitEquals(reference - image, () -> level(30.5, 20.5));
    assertEquals(value(2, 39, 49) - value(1, 39 - DOWN, 49 - RIGHT), level(49.5, 39.5));
  }
}
