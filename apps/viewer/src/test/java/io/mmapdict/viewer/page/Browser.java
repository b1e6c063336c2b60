package io.mmapdict.viewer.page;

import io.mmapdict.testkit.Missing;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium without a screen: one for all tests, which ends with this process. */
final class Browser {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static @Nullable ChromeDriver started;

  private Browser() {}

  static synchronized ChromeDriver get() {
    if (started == null) {
      if (!Files.isExecutable(CHROMIUM) || !Files.isExecutable(DRIVER)) {
        throw Missing.skip("Debian's chromium and chromium-driver");
      }
      ChromeDriver driver = start();
      Runtime.getRuntime().addShutdownHook(new Thread(driver::quit));
      started = driver;
    }
    return started;
  }

  /** With both programs named, Selenium looks for none in the network. */
  private static ChromeDriver start() {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox", // root may have none
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--lang=en-US",
        "--window-size=1400,900");
    options.setCapability("goog:loggingPrefs", logs);
    options.setExperimentalOption(
        "prefs", Map.of("download.default_directory", downloads().toString()));
    File driver = DRIVER.toFile();
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(driver).build();
    return new ChromeDriver(service, options);
  }

  /** Where the browser puts what is downloaded. */
  static Path downloads() {
    return Path.of("target", "downloads").toAbsolutePath();
  }
}
