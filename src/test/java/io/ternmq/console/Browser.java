package io.ternmq.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptException;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real Chromium without a window. Tests that use it are skipped where none is installed. */
final class Browser implements AutoCloseable {
    private static final List<Path> BROWSERS = List.of(
            Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"), Path.of("/usr/bin/google-chrome"));
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Starts one, or skips the test. */
    static Browser start() {
        Path browser = BROWSERS.stream().filter(Files::isExecutable).findFirst().orElse(null);
        assumeTrue(browser != null, "skipped: no Chromium in " + BROWSERS);
        assumeTrue(Files.isExecutable(DRIVER), "skipped: no chromedriver at " + DRIVER);
        LoggingPreferences logging = new LoggingPreferences();
        logging.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.toFile());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu");
        options.addArguments("--window-size=1280,1000");
        options.setCapability("goog:loggingPrefs", logging);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(DRIVER.toString()))
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    void open(String address) {
        driver.get(address);
    }

    /** What the console said since it was last asked, complaints about the content security policy among it. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** The text of the first element of a CSS selector; empty when there is none, be it that its page has just gone. */
    String text(String selector) {
        List<WebElement> found = driver.findElements(By.cssSelector(selector));
        try {
            return found.isEmpty() ? "" : found.get(0).getText();
        } catch (StaleElementReferenceException gone) {
            return "";
        }
    }

    /** Clicks on the first such element; on its successor when the page replaces it meanwhile. */
    void click(String selector) {
        Eventually.get(
                () -> {
                    try {
                        driver.findElement(By.cssSelector(selector)).click();
                        return true;
                    } catch (StaleElementReferenceException gone) {
                        return false;
                    }
                },
                clicked -> clicked);
    }

    /** Clicks on a link or button and waits for the page that it leads to, so that nothing is asked of the old one. */
    void follow(String selector) {
        eval("window.left = true");
        click(selector);
        Eventually.get(this::arrived, arrived -> arrived);
    }

    private boolean arrived() {
        try {
            return Boolean.TRUE.equals(eval("!window.left && document.readyState === 'complete'"));
        } catch (JavascriptException between) {
            return false;
        }
    }

    /** Writes into a field. */
    void type(String selector, String text) {
        WebElement field = driver.findElement(By.cssSelector(selector));
        field.clear();
        field.sendKeys(text);
    }

    /** Presses a key on an element. */
    void press(String selector, String key) {
        driver.findElement(By.cssSelector(selector)).sendKeys(key);
    }

    /** Chooses an option of a list by its value. */
    void choose(String selector, String value) {
        click(selector + " option[value='" + value + "']");
    }

    /** Keeps the whole page as a picture, when the property test.screenshots names a folder, to look at. */
    void screenshot(String name) {
        String folder = System.getProperty("test.screenshots");
        if (folder == null) {
            return;
        }
        Map<String, Object> picture = driver.executeCdpCommand(
                "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
        try {
            Files.write(
                    Files.createDirectories(Path.of(folder)).resolve(name + ".png"),
                    Base64.getDecoder().decode(String.valueOf(picture.get("data"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Looks at the page light and dark, wide and narrow, keeps pictures of it, and fails when something sticks out. */
    void look(String name) {
        for (String colours : List.of("light", "dark")) {
            prefer(colours);
            for (int width : new int[] {1280, 320}) {
                width(width);
                screenshot("%s-%s-%d".formatted(name, colours, width));
                assertThat(eval("[...document.querySelectorAll('main *')].filter(e => "
                                + "e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.unseen, thead, .scroll, pre, details:not([open])'))"
                                + ".map(e => e.outerHTML.slice(0, 80)).join('; ')"))
                        .as(name + " at " + width)
                        .isEqualTo("");
                assertThat(eval("document.documentElement.scrollWidth"))
                        .as(name + " at " + width)
                        .isEqualTo((long) width);
            }
        }
        prefer("light");
        anyWidth();
    }

    /** The value of a script's expression. */
    Object eval(String expression) {
        return ((JavascriptExecutor) driver).executeScript("return (" + expression + ")");
    }

    /** Pretends that the system prefers "dark" or "light" and, if asked, reduced motion. */
    void prefer(String colours) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
    }

    /** Pretends to be a screen of this width. */
    void width(int pixels) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", 800, "deviceScaleFactor", 1, "mobile", true));
    }

    void anyWidth() {
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    void scripts(boolean allowed) {
        driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", !allowed));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
