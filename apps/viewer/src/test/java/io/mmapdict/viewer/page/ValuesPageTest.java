package io.mmapdict.viewer.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.ndarray.NDArray;
import io.mmapdict.pickle.PyTuple;
import io.mmapdict.testkit.Python;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** Values that are no pictures, and what can be taken away. */
class ValuesPageTest {
  @RegisterExtension final OpenPage page = new OpenPage();
  private final Canvas canvas = new Canvas(page);

  private List<String> lines() {
    Object lines =
        page.js(
            """
            return [...document.querySelectorAll('.tree summary, .tree .leaf')]
                .filter((line) => line.checkVisibility())
                .map((line) => line.innerText);
            """);
    return ((List<?>) lines).stream().map(Object::toString).toList();
  }

  private void press(CharSequence key) {
    page.browser().switchTo().activeElement().sendKeys(key);
  }

  @Test
  void aTreeIsFoldedAndUnfoldsByKeys() {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("exposure", 1.0);
    value.put("count", new BigInteger("123456789012345678901234567890"));
    value.put("names", List.of("a", "<b>"));
    value.put("deep", Map.of("inside", Map.of("bytes", new byte[] {1, 2})));
    value.put("none", null);
    value.put("yes", true);
    value.put("array", NDArray.of(new float[6], 2, 3));
    value.put("many", IntStream.range(0, 450).boxed().toList());
    page.dict().put("settings", value);
    page.open("key", "settings");
    page.awaitReady(".tree-view");
    assertEquals(
        List.of(
            "dict 8 keys",
            "'exposure' float 1.0",
            "'count' int 123456789012345678901234567890",
            "'names' list 2 items",
            "'deep' dict 1 key",
            "'none' None",
            "'yes' bool True",
            "'array' array float32 (2, 3) [[0. 0. 0.] [0. 0. 0.]]",
            "'many' list 450 items"),
        lines());
    assertEquals(9, page.all(".tree summary, .tree .leaf").size(), "no more is built");

    press(Keys.TAB);
    page.find(".tree summary").sendKeys(Keys.ARROW_DOWN);
    press(Keys.ARROW_DOWN);
    press(Keys.ARROW_DOWN);
    press(Keys.ARROW_RIGHT);
    page.awaitEquals("0 str 'a'", () -> lines().size() > 4 ? lines().get(4) : "");
    assertEquals("1 str '<b>'", lines().get(5));
    press(Keys.ARROW_DOWN);
    press(Keys.ARROW_DOWN);
    press(Keys.ARROW_DOWN);
    press(Keys.ARROW_RIGHT);
    page.awaitEquals("'inside' dict 1 key", () -> lines().get(7));
    press(Keys.ARROW_RIGHT);
    press(Keys.ARROW_RIGHT);
    page.awaitEquals("'bytes' bytes b'\\x01\\x02'", () -> lines().get(8));
    press(Keys.ARROW_LEFT);
    page.awaitEquals("'none' None", () -> lines().get(8));
    press(Keys.ARROW_LEFT);
    press(Keys.ARROW_LEFT);
    page.awaitEquals("'none' None", () -> lines().get(7));

    page.all(".tree summary").getLast().click();
    page.await("some of many", () -> lines().size() > 200);
    assertEquals("199 int 199", lines().getLast());
    page.find(".tree button").click();
    page.find(".tree button").click();
    page.awaitEquals("449 int 449", () -> lines().getLast());
    assertEquals(0, page.all(".tree button").size() + page.all(".tree b").size());
  }

  /** JSON has no NaN and no tuple, and JavaScript's objects put keys like 2 first. */
  @Test
  void aTreeTellsValuesApartAndKeepsTheirOrder() {
    Map<Object, Object> value = new LinkedHashMap<>();
    value.put("10", Double.NaN);
    value.put("9", "NaN");
    value.put(9L, Double.POSITIVE_INFINITY);
    value.put("b", List.of());
    value.put("a", PyTuple.of(1L));
    value.put("set", Set.of(0.5));
    page.dict().put("settings", value);
    page.open("key", "settings");
    page.awaitReady(".tree-view");
    page.all(".tree summary").getLast().click();
    page.awaitEquals(
        List.of(
            "dict 6 keys",
            "'10' float nan",
            "'9' str 'NaN'",
            "9 float inf",
            "'b' list 0 items",
            "'a' tuple 1 item",
            "'set' set 1 element",
            "float 0.5"),
        this::lines);
  }

  private List<String> row(int i) {
    return page.all("tbody tr").get(i).findElements(By.cssSelector("th, td")).stream()
        .map(cell -> cell.getText())
        .toList();
  }

  @Test
  void recordsAreATableInPages() {
    List<Object> records = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      Map<String, Object> record = new LinkedHashMap<>();
      record.put("name", "photo " + i);
      record.put("<i>rms</i>", i / 4.0);
      records.add(record);
    }
    page.dict().put("records", records);
    page.open("key", "records");
    page.awaitReady(".table-view");
    assertEquals(List.of("", "name", "<i>rms</i>"), page.texts("thead th"));
    assertEquals(100, page.all("tbody tr").size());
    assertEquals("3", row(3).getFirst());
    assertTrue(row(3).get(1).contains("photo 3"), row(3).toString());
    assertEquals("0.75", row(3).get(2));
    assertEquals(List.of("<i>rms</i>"), page.texts("thead th.number"), "stands over its numbers");
    page.find("body").sendKeys(Keys.PAGE_DOWN);
    page.await("the second page", () -> row(0).getFirst().equals("100"));
    page.type(".table-view input", "240");
    page.await("the last page", () -> row(0).getFirst().equals("240"));
    assertEquals(10, page.all("tbody tr").size());
    assertEquals("62.25", row(9).get(2));
    page.awaitEquals("#key=records&row=240", () -> page.js("return location.hash").toString());
  }

  private Path download(String name, String item) throws IOException {
    Path file = Browser.downloads().resolve(name);
    Files.deleteIfExists(file);
    if (page.all("details.menu[open]").isEmpty()) {
      page.find("details.menu summary").click();
    }
    page.await( // the menu is made anew once it is open
        "the menu's " + item,
        () -> {
          Optional<WebElement> found =
              page.all(".menu a, .menu button").stream()
                  .filter(one -> one.getText().equals(item))
                  .findFirst();
          found.ifPresent(WebElement::click);
          return found.isPresent();
        });
    page.await(name + " among " + there(), () -> Files.exists(file) && size(file) > 0);
    return file;
  }

  private static List<Path> there() throws IOException {
    Files.createDirectories(Browser.downloads());
    try (Stream<Path> files = Files.list(Browser.downloads())) {
      return files.toList();
    }
  }

  private static long size(Path file) {
    return file.toFile().length();
  }

  @Test
  void arraysAreDownloadedAsTheyAre() throws IOException {
    short[] values = new short[4 * 5 * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = (short) (i * 1000);
    }
    page.dict().put("day 1/cube", NDArray.ofUnsigned(values, 4, 5, 3));
    page.open("key", "day 1/cube", "at", "y,x,2", "stretch", "0-100");
    canvas.awaitReady();
    Path whole = download("day_1_cube.npy", "The array (npy)");
    Python.any()
        .run(
            """
            import sys, numpy as np
            a = np.load(sys.argv[1])
            assert a.dtype == np.uint16 and a.shape == (4, 5, 3), a
            assert a.ravel().tolist() == [i * 1000 for i in range(60)], a
            """,
            whole);
    Path plane = download("day_1_cube.npy", "This plane (npy)");
    Python.any()
        .run(
            """
            import sys, numpy as np
            a = np.load(sys.argv[1])
            assert a.tolist() == [[(15 * y + 3 * x + 2) * 1000 for x in range(5)] for y in range(4)], a
            """,
            plane);
    BufferedImage picture = ImageIO.read(download("day_1_cube.png", "Picture (PNG)").toFile());
    assertEquals(5, picture.getWidth());
    assertEquals(4, picture.getHeight());
    assertEquals((15 * 3 + 3 * 4 + 2) * 1000, picture.getRaster().getSample(4, 3, 0));

    BufferedImage shown = ImageIO.read(download("day_1_cube.png", "What is shown (PNG)").toFile());
    Number scale =
        (Number) page.js("return Number(document.querySelector('.stage canvas').dataset.scale)");
    Number left =
        (Number) page.js("return Number(document.querySelector('.stage canvas').dataset.left)");
    Number top =
        (Number) page.js("return Number(document.querySelector('.stage canvas').dataset.top)");
    for (int i = 0; i < 20; i++) {
      double x = (i % 5 + 0.5 - left.doubleValue()) * scale.doubleValue();
      double y = (Math.floorDiv(i, 5) + 0.5 - top.doubleValue()) * scale.doubleValue();
      int colour = shown.getRGB((int) x, (int) y) & 0xffffff;
      assertEquals(Canvas.grey(i * 3 + 2, 2, 59), colour, "pixel " + i);
    }
  }

  @Test
  void valuesAreDownloadedAsJson() throws IOException {
    page.dict().put("note", List.of("<&>", 1.5));
    page.open("key", "note");
    page.awaitReady("#view > *");
    assertEquals(
        "[\"<&>\",1.5]", Files.readString(download("note.json", "The value (JSON)")).strip());
  }
}
