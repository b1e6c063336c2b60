package io.mmapdict.viewer.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mmapdict.MmapDict;
import io.mmapdict.viewer.Viewer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/**
 * A file, a viewer that serves it, and the page in the browser. After each test a screenshot is
 * kept in {@code target/screenshots}, and the browser's console must be empty.
 */
final class OpenPage implements BeforeEachCallback, AfterEachCallback {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  /** How long to wait for what should be there at once: no assertion about time. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  static final int WIDTH = 1400;
  static final int HEIGHT = 900;

  private final List<String> allowed = new ArrayList<>();
  private @Nullable ChromeDriver browser;
  private @Nullable Path file;
  private @Nullable MmapDict dict;
  private @Nullable Viewer viewer;
  private String name = "";

  @Override
  public void beforeEach(ExtensionContext test) throws IOException {
    browser = Browser.get();
    name =
        test.getRequiredTestClass().getSimpleName() + "-" + test.getRequiredTestMethod().getName();
    file = Files.createTempDirectory("mmapdict-page").resolve("scan.mmdpickle");
    dict = MmapDict.open(file);
    viewer = Viewer.serve(file, 0);
    allowed.clear();
    size(WIDTH, HEIGHT);
  }

  @Override
  public void afterEach(ExtensionContext test) throws IOException {
    if (browser == null) {
      return; // skipped
    }
    try {
      screenshot("");
      assertEquals(List.of(), complaints(), "the browser's console");
    } finally {
      browser().get("about:blank");
      viewer().close();
      dict().close();
      Files.delete(file());
      Files.delete(Objects.requireNonNull(file().getParent()));
    }
  }

  ChromeDriver browser() {
    return Objects.requireNonNull(browser);
  }

  Path file() {
    return Objects.requireNonNull(file);
  }

  MmapDict dict() {
    return Objects.requireNonNull(dict);
  }

  Viewer viewer() {
    return Objects.requireNonNull(viewer);
  }

  /** Ends the server and starts another one at the same port, after something was done. */
  void restart(Runnable between) {
    int port = viewer().address().getPort();
    viewer().close();
    between.run();
    viewer = Viewer.serve(file(), port);
  }

  /** What the browser itself says of answers from 400 on and of servers that are gone. */
  void allow(String complaint) {
    allowed.add(complaint);
  }

  private List<String> complaints() {
    return browser().manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .filter(message -> allowed.stream().noneMatch(message::contains))
        .toList();
  }

  /** Opens the page anew; parameters of the address's part behind '#', name, value, ... */
  void open(String... place) {
    StringBuilder hash = new StringBuilder();
    for (int i = 0; i < place.length; i += 2) {
      hash.append(i == 0 ? '#' : '&').append(place[i]).append('=');
      hash.append(URLEncoder.encode(place[i + 1], StandardCharsets.UTF_8).replace("+", "%20"));
    }
    browser().get("about:blank");
    browser().get(viewer().address() + hash.toString());
    awaitText("#state", "live");
  }

  void size(int width, int height) {
    browser()
        .executeCdpCommand(
            "Emulation.setDeviceMetricsOverride",
            Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  Object js(String code, Object... arguments) {
    return Objects.requireNonNull(browser().executeScript(code, arguments), code);
  }

  WebElement find(String css) {
    await(css, () -> !browser().findElements(By.cssSelector(css)).isEmpty());
    return browser().findElement(By.cssSelector(css));
  }

  List<WebElement> all(String css) {
    return browser().findElements(By.cssSelector(css));
  }

  /** The text as it stands in the page, seen or not. */
  String text(String css) {
    Object text =
        browser().executeScript("return document.querySelector(arguments[0])?.textContent", css);
    return text == null ? "" : text.toString();
  }

  List<String> texts(String css) {
    List<String> texts = new ArrayList<>();
    Object found =
        js(
            "return [...document.querySelectorAll(arguments[0])].map((one) => one.textContent)",
            css);
    for (Object one : (List<?>) found) {
      texts.add(one.toString());
    }
    return texts;
  }

  void awaitText(String css, String expected) {
    awaitEquals(expected, () -> text(css));
  }

  /** Waits until something is so; fails with what it was to be. */
  void await(String what, BooleanSupplier condition) {
    assertTrue(comes(condition), what);
  }

  /** Waits until something is as expected; fails with what it is in the end. */
  <T> void awaitEquals(T expected, Supplier<T> actual) {
    if (!comes(() -> expected.equals(actual.get()))) {
      assertEquals(expected, actual.get());
    }
  }

  private static boolean comes(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      try {
        if (condition.getAsBoolean()) {
          return true;
        }
      } catch (StaleElementReferenceException e) {
        continue; // the page has made it anew meanwhile
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    return false;
  }

  /** Waits until a view shows what it is to show. */
  void awaitReady(String css) {
    await(css + " is ready", () -> !all(css + "[data-state=ready]").isEmpty());
  }

  /** Chooses in a select by what it is called. */
  void choose(String label, String value) {
    js(
        """
        const select = document.querySelector(`select[aria-label="${arguments[0]}"]`);
        select.value = arguments[1];
        select.dispatchEvent(new Event('change'));
        return select.value;
        """,
        label,
        value);
  }

  /** Types a value over another one. */
  void type(String css, String value) {
    js(
        """
        const field = document.querySelector(arguments[0]);
        field.value = arguments[1];
        field.dispatchEvent(new Event('input'));
        field.dispatchEvent(new Event('change'));
        return field.value;
        """,
        css,
        value);
  }

  void screenshot(String part) throws IOException {
    Files.createDirectories(SCREENSHOTS);
    Files.write(
        SCREENSHOTS.resolve(name + part + ".png"), browser().getScreenshotAs(OutputType.BYTES));
  }
}
