package io.mmapdict.benchmarks;

import io.mmapdict.MmapDict;
import io.mmapdict.ndarray.DType;
import io.mmapdict.ndarray.NDArray;
import io.mmapdict.stubs.EmptyNDArray;
import io.mmapdict.viewer.Viewer;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.regex.Pattern;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * The viewer in Chromium. First how long a page takes to show a file of 10,000 keys and one with an
 * array of 100 GiB; then a writer in another process puts a cube of 512 x 512 x 64 float32 each
 * second, without a page and with one that follows the newest: when each is in the list and its
 * picture drawn, and how long the puts take.
 *
 * <p>Arguments: how many cubes (else 60), and a folder to work in (else a temporary one).
 */
public final class LiveViewer {
  private static final int SIDE = 512;
  private static final int BANDS = 64;
  private static final int KEYS = 10_000;
  private static final int LOADS = 7;
  private static final long PERIOD_MILLIS = 1_000;
  private static final Pattern BLANK = Pattern.compile(" ");

  /** Notes when things are first to be seen, every ten milliseconds. */
  private static final String OBSERVER =
      """
      window.seen = {};
      setInterval(() => {
        const list = document.getElementById('keys');
        if (list === null) return;
        const note = (what) => { window.seen[what] ??= [performance.now(), Date.now()]; };
        if (list.textContent !== '') note('list');
        for (const key of list.textContent.match(/cube[0-9]{4}/g) ?? []) note(key + ' list');
        const drawn = document.querySelector('#view [data-state]')?.dataset.state === 'ready';
        if (drawn) note(document.getElementById('shown').textContent + ' drawn');
      }, 10);
      """;

  private LiveViewer() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length > 0 && arguments[0].equals("write")) {
      write(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
      return;
    }
    int cubes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 60;
    ChromeDriver browser = browser();
    try (Scratch scratch = Scratch.of(arguments, 1)) {
      browser.executeCdpCommand(
          "Page.addScriptToEvaluateOnNewDocument", Map.of("source", OBSERVER));
      paintKeys(browser, scratch.file());
      paintLarge(browser, scratch.file());
      Path alone = scratch.file();
      MmapDict.open(alone).close();
      print("without a page", writer(alone, cubes));
      Path file = scratch.file();
      MmapDict.open(file).close();
      try (Viewer viewer = Viewer.serve(file, 0)) {
        browser.get(viewer.address() + "#follow=cube*");
        List<Written> written = writer(file, cubes);
        Thread.sleep(2 * PERIOD_MILLIS);
        print("with a page that follows", written);
        delays(browser, written);
        System.out.println("console: " + browser.manage().logs().get(LogType.BROWSER).getAll());
        browser.get("about:blank");
      }
    } finally {
      browser.quit();
    }
  }

  private static ChromeDriver browser() {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary("/usr/bin/chromium");
    options.addArguments(
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
    options.setCapability("goog:loggingPrefs", logs);
    return new ChromeDriver(
        new ChromeDriverService.Builder()
            .usingDriverExecutable(new File("/usr/bin/chromedriver"))
            .build(),
        options);
  }

  private static void paintKeys(ChromeDriver browser, Path file) throws InterruptedException {
    try (MmapDict dict = MmapDict.open(file)) {
      NDArray small = NDArray.zeros(DType.FLOAT32, 16, 16);
      for (int i = 0; i < KEYS; i++) {
        dict.set("frame/%05d".formatted(i), small);
      }
    }
    paint(browser, file, "", "list", "%,d keys, the list".formatted(KEYS));
  }

  private static void paintLarge(ChromeDriver browser, Path file) throws InterruptedException {
    try (MmapDict dict = MmapDict.open(file)) {
      dict.put("large", EmptyNDArray.of(DType.FLOAT32, 5120, 5120, 1024)); // 100 GiB
    }
    paint(browser, file, "#key=large", "large drawn", "an array of 100 GiB, its picture");
  }

  private static void paint(ChromeDriver browser, Path file, String place, String what, String name)
      throws InterruptedException {
    double[] millis = new double[LOADS];
    try (Viewer viewer = Viewer.serve(file, 0)) {
      for (int i = 0; i < LOADS; i++) {
        browser.get("about:blank");
        browser.get(viewer.address() + place);
        Object found = null;
        while (found == null) {
          Thread.sleep(20);
          found = browser.executeScript("return window.seen[arguments[0]]?.[0]", what);
        }
        millis[i] = ((Number) found).doubleValue();
      }
      browser.get("about:blank"); // before the server is gone
    }
    System.out.printf(
        Locale.ROOT,
        "%s: the first time %.0f ms, then median %.0f (%s)%n",
        name,
        millis[0],
        median(Arrays.copyOfRange(millis, 1, LOADS)),
        Arrays.toString(Arrays.stream(millis).mapToLong(Math::round).toArray()));
  }

  /** What the writer says of one cube: when it was there, and how long its put took. */
  private record Written(String key, long atMillis, double putMillis) {}

  private static List<Written> writer(Path file, int cubes)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                LiveViewer.class.getName(),
                "write",
                file.toString(),
                Integer.toString(cubes))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Written> written = new ArrayList<>();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        List<String> parts = BLANK.splitAsStream(line).toList();
        written.add(
            new Written(
                parts.get(0), Long.parseLong(parts.get(1)), Double.parseDouble(parts.get(2))));
      }
    }
    if (process.waitFor() != 0 || written.size() != cubes) {
      throw new IllegalStateException("the writer wrote " + written.size());
    }
    return written;
  }

  private static void write(Path file, int cubes) throws InterruptedException {
    NDArray cube = NDArray.zeros(DType.FLOAT32, SIDE, SIDE, BANDS);
    try (MmapDict dict = MmapDict.open(file)) {
      long next = System.nanoTime();
      for (int i = 0; i < cubes; i++) {
        cube.select(0, 0).fill(i);
        cube.slice(0, 1, SIDE).fill(i + 0.5);
        String key = "cube%04d".formatted(i);
        long start = System.nanoTime();
        dict.put(key, cube);
        double millis = (System.nanoTime() - start) / 1e6;
        System.out.printf(Locale.ROOT, "%s %d %.3f%n", key, System.currentTimeMillis(), millis);
        next += PERIOD_MILLIS * 1_000_000;
        Thread.sleep(Math.max(0, (next - System.nanoTime()) / 1_000_000));
      }
    }
  }

  private static void print(String what, List<Written> written) {
    double[] millis = written.stream().mapToDouble(Written::putMillis).toArray();
    double seconds = (written.getLast().atMillis() - written.getFirst().atMillis()) / 1000.0;
    System.out.printf(
        Locale.ROOT,
        "%s: %d cubes, one each %.3f s; a put takes %.1f ms (median; %.1f to %.1f)%n",
        what,
        written.size(),
        seconds / (written.size() - 1),
        median(millis),
        Arrays.stream(millis).min().orElseThrow(),
        Arrays.stream(millis).max().orElseThrow());
  }

  private static void delays(ChromeDriver browser, List<Written> written) {
    Map<String, Object> seen = new HashMap<>();
    if (browser.executeScript("return window.seen") instanceof Map<?, ?> map) {
      map.forEach((what, times) -> seen.put(what.toString(), times));
    }
    for (String what : List.of("list", "drawn")) {
      List<Double> delays = new ArrayList<>();
      int missing = 0;
      for (Written each : written) {
        if (seen.get(each.key() + " " + what) instanceof List<?> times) {
          delays.add(((Number) times.get(1)).doubleValue() - each.atMillis());
        } else {
          missing++;
        }
      }
      double[] millis = delays.stream().mapToDouble(Double::doubleValue).toArray();
      System.out.printf(
          Locale.ROOT,
          "%s behind the end of the put: median %.0f ms, most %.0f; never: %d%n",
          what,
          median(millis),
          Arrays.stream(millis).max().orElse(Double.NaN),
          missing);
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }
}
