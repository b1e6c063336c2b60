package io.mmapdict.viewer.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.ndarray.NDArray;
import io.mmapdict.viewer.Putter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;

/** The list of keys: what it shows, how it is searched, and that it follows the file. */
class KeysPageTest {
  @RegisterExtension final OpenPage page = new OpenPage();
  private final Canvas canvas = new Canvas(page);

  private List<String> keys() {
    return page.texts(".rows .key");
  }

  @Test
  void keysAreListedSearchedAndOrdered() {
    page.dict().put("frame/0002", NDArray.of(new float[24], 2, 3, 4));
    page.dict().put("frame/0001", NDArray.of(new double[1000], 10, 100));
    page.dict().put("exposure", 0.25);
    page.restart(() -> {}); // the new server finds them there
    page.open();
    page.awaitEquals(List.of("frame/0002", "frame/0001", "exposure"), this::keys);
    assertEquals(
        List.of("float32 · 2 × 3 × 4", "float64 · 10 × 100", "float"), page.texts(".rows .facts"));
    assertEquals(List.of("96 B", "7.8 KiB"), page.texts(".rows .size").subList(0, 2));
    assertEquals(List.of("–", "–", "–"), page.texts(".rows .age"), "the file has no times");
    assertEquals("scan.mmdpickle", page.text("#file"));
    assertTrue(page.text("#totals").startsWith("3 keys · "), page.text("#totals"));

    page.type("#search", "ME/");
    page.awaitEquals(List.of("frame/0002", "frame/0001"), this::keys);
    page.type("#search", "*e*2");
    page.awaitEquals(List.of("frame/0002"), this::keys);
    page.type("#search", "*.*");
    page.awaitEquals(List.of(), this::keys);
    page.type("#search", "");
    page.choose("Order of the keys", "name");
    page.awaitEquals(List.of("exposure", "frame/0001", "frame/0002"), this::keys);
    page.choose("Order of the keys", "size");
    page.awaitEquals("frame/0001", () -> keys().getFirst());
    page.choose("Order of the keys", "newest");
    page.awaitEquals(List.of("exposure", "frame/0001", "frame/0002"), this::keys);
  }

  @Test
  void whatAnotherProcessPutsIsSeenWithoutReload() throws Exception {
    page.dict().put("first", NDArray.of(new double[] {0, 1, 2, 3}, 2, 2));
    page.open("key", "first", "stretch", "0-100");
    int third = Canvas.grey(1, 0, 3);
    canvas.awaitPixels(List.of(0, third, Canvas.grey(2, 0, 3), 0xffffff), 2, 2);
    page.js("window.notReloaded = true; return true");

    Putter.run(page.file(), "from elsewhere");
    page.awaitEquals(List.of("first", "from elsewhere"), this::keys);
    assertEquals(1, page.all(".rows .new").size());
    assertTrue(page.texts(".rows .age").get(1).matches("\\d+ s"), "its age is known");
    page.awaitEquals(0, () -> page.all(".rows .new").size()); // after three seconds

    page.dict().put("first", NDArray.of(new double[] {3, 2, 1, 0}, 2, 2));
    canvas.awaitPixels(List.of(0xffffff, Canvas.grey(2, 0, 3), third, 0), 2, 2);
    page.dict().remove("from elsewhere");
    page.awaitEquals(List.of("first"), this::keys);
    page.dict().remove("first");
    page.awaitText("#said", "The file has no such key now. Once somebody puts it, it is shown.");
    page.dict().put("first", NDArray.of(new double[] {0, 3}, 1, 2));
    canvas.awaitPixels(List.of(0, 0xffffff), 1, 2);
    assertEquals(true, page.js("return window.notReloaded"));
  }

  @Test
  void ofTenThousandKeysOnlyTheRowsThatAreSeenAreInThePage() {
    Map<String, Object> many = new LinkedHashMap<>();
    for (int i = 0; i < 10_000; i++) {
      many.put("many/%05d".formatted(i), i);
    }
    page.dict().putAll(many);
    page.open();
    page.awaitEquals("many/00000", () -> keys().isEmpty() ? "" : keys().getFirst());
    assertTrue(page.text("#totals").startsWith("10,000 keys · "), page.text("#totals"));
    assertTrue(keys().size() < 60, () -> keys().size() + " rows");

    page.find("#keys").sendKeys(Keys.END);
    page.awaitEquals("many/09999", () -> keys().getLast());
    page.awaitText("#shown", "many/09999");
    assertTrue(keys().size() < 60, () -> keys().size() + " rows");
    assertEquals(
        "many/09999",
        page.js(
            """
            const active = document.getElementById('keys').getAttribute('aria-activedescendant');
            const row = document.getElementById(active);
            return row.getAttribute('aria-selected') === 'true'
                && row.getAttribute('aria-posinset') === '10000'
                && row.getAttribute('aria-setsize') === '10000'
                ? row.querySelector('.key').textContent : active;
            """));
    page.js("document.getElementById('keys').scrollTop /= 2; return true");
    page.await("the middle", () -> keys().contains("many/05000"));
    page.find("#keys").sendKeys(Keys.ARROW_UP);
    page.awaitText("#shown", "many/09998");
    page.await("what is chosen is brought into sight", () -> keys().contains("many/09998"));
  }

  @Test
  void keysThatLookLikeHtmlAreText() {
    Map<String, String> shown = new LinkedHashMap<>();
    shown.put("<img src=x onerror=\"document.title='caught'\">", "");
    shown.put("two\nlines\tand \u0001", "two↵lines⇥and \\x01");
    shown.put("long ".repeat(51), "");
    shown.put("😀 \u202egnp.exe &amp; %2e%2e #?&=+", "😀 \\u202egnp.exe &amp; %2e%2e #?&=+");
    shown.replaceAll((key, as) -> as.isEmpty() ? key : as);
    List<String> keys = new ArrayList<>(shown.keySet());
    keys.forEach(key -> page.dict().put(key, "<b onclick=alert(1)>" + key));
    page.open();
    page.awaitEquals(List.copyOf(shown.values()), this::keys);
    for (String key : keys) {
      page.all(".rows [role=option]").get(keys.indexOf(key)).click();
      page.awaitText("#shown", shown.get(key));
      page.awaitReady(".tree-view");
      page.await("its value", () -> page.text(".tree .value").contains("<b onclick=alert(1)>"));
      page.awaitEquals(
          "#key=" + key, () -> page.js("return decodeURIComponent(location.hash)").toString());
      page.browser().navigate().refresh();
      page.awaitText("#shown", shown.get(key));
    }
    assertEquals(0, page.all("img").size() + page.all("main b").size());
    assertEquals(
        true,
        page.js(
            "return document.documentElement.scrollWidth <= window.innerWidth"
                + " && !document.title.includes('caught') || document.title"));
  }

  @Test
  void aLinkShowsTheSameAgain() {
    double[] values = new double[2 * 3 * 4];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    page.dict().put("cube", NDArray.of(values, 2, 3, 4));
    page.open("key", "cube");
    page.choose("Right: axis", "0");
    page.type("input[data-axis='2']", "3");
    page.choose("Stretch", "5-95");
    page.choose("Colours", "ember");
    page.awaitEquals(
        "#key=cube&at=x,y,3&stretch=5-95&colours=ember",
        () -> page.js("return location.hash").toString());
    canvas.awaitReady();
    List<Integer> before = canvas.pixels(3, 2);
    page.browser().navigate().refresh();
    canvas.awaitPixels(before, 3, 2);
    assertEquals("3", page.js("return document.querySelector('[data-axis]').value"));

    page.js("location.hash = '#key=cube&view=tree'; return true");
    page.awaitReady(".tree-view");
    page.js("location.hash = '#key=cube&at=0,y,x&stretch=0-100'; return true");
    List<Integer> first = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      first.add(Canvas.grey(i, 0, 11));
    }
    canvas.awaitPixels(first, 3, 4);
  }

  @Test
  void theNewestThatFitsIsFollowed() {
    page.dict().put("frame/1", NDArray.of(new double[] {0, 1, 2, 3, 4, 5, 6, 7}, 2, 2, 2));
    page.dict().put("other", 1);
    page.open();
    page.type("#pattern", "frame/*");
    page.find("#follow").click();
    page.awaitText("#shown", "frame/1");
    page.choose("Stretch", "0-100");
    page.type("input[data-axis='2']", "1");
    canvas.awaitPixels(List.of(0, Canvas.grey(3, 1, 7), Canvas.grey(5, 1, 7), 0xffffff), 2, 2);
    page.dict().put("frame/2", NDArray.of(new double[] {0, 4, 0, 3, 0, 2, 0, 1}, 2, 2, 2));
    page.awaitText("#shown", "frame/2");
    canvas.awaitPixels(List.of(0xffffff, Canvas.grey(3, 1, 4), Canvas.grey(2, 1, 4), 0), 2, 2);
    page.dict().put("unlike/3", 3);
    page.awaitEquals(4, () -> keys().size());
    assertEquals("frame/2", page.text("#shown"));
    page.dict().put("frame/3", "a text");
    page.awaitText("#shown", "frame/3");
    page.all(".rows [role=option]").getFirst().click();
    page.awaitText("#shown", "frame/1");
    page.dict().put("frame/4", 4);
    page.awaitEquals(6, () -> keys().size());
    assertEquals("frame/1", page.text("#shown"), "a choice by hand ends it");
  }

  @Test
  void aServerThatComesBackIsFound() {
    page.dict().put("before", NDArray.of(new double[] {0, 1}, 1, 2));
    page.open("key", "before", "stretch", "0-100");
    canvas.awaitPixels(List.of(0, 0xffffff), 1, 2);
    page.allow("net::ERR_"); // which the browser says, not the page
    page.restart(() -> {
      page.awaitText("#state", "The server does not answer; trying again.");
      page.dict().put("meanwhile", 1);
      page.dict().put("before", NDArray.of(new double[] {1, 0}, 1, 2));
    });
    page.awaitText("#state", "live");
    page.awaitEquals(List.of("meanwhile", "before"), this::keys);
    canvas.awaitPixels(List.of(0xffffff, 0), 1, 2);
  }

  @Test
  void whatTheServerRefusesIsSaidInItsWords() {
    page.dict().put("many", IntStream.range(0, 30_000).boxed().toList());
    page.allow("the server responded with a status of 400");
    page.open("key", "many", "view", "tree");
    page.await("an error", () -> !page.text(".tree-view .error").isEmpty());
    assertTrue(page.text(".tree-view .error").startsWith("key 'many': "), page.text(".error"));

    // Where the picture would be: a transform to nobody knows what.
    page.dict().put("transforms/x", NDArray.of(new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, 3, 3));
    page.open("key", "transforms/x");
    page.await("an error", () -> page.find(".stage .error").isDisplayed());
    assertTrue(
        page.text(".stage .error").contains("what a transform leads to"),
        page.text(".stage .error"));
    page.find("[aria-label='Picture']").click();
    canvas.awaitPixels(List.of(0xffffff, 0, 0, 0, 0xffffff, 0, 0, 0, 0xffffff), 3, 3);
  }
}
