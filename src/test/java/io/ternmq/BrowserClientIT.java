package io.ternmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** A JavaScript client (Paho's) in a real browser, over a websocket. Left out where there is no Chromium. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class BrowserClientIT {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void a_javascript_client_passes_a_message_over_a_websocket() throws IOException {
        assumeTrue(Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER), "no Chromium here");
        int port = FreePort.next();
        try (PackagedBroker broker = PackagedBroker.start(
                folder,
                "--ternmq.listeners.default.port=0",
                "--ternmq.listeners.websocket.port=" + port,
                "--server.address=127.0.0.1",
                "--server.port=0")) {
            assertThat(broker.banner()).isNotEmpty();
            assertThat(whatThePageSays(page() + "#" + port)).isEqualTo("browser/greeting hällo qos 2");
        }
    }

    private static String whatThePageSays(String address) {
        WebDriver browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .build(),
                new ChromeOptions()
                        .setBinary(CHROMIUM.toFile())
                        .addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"));
        try {
            browser.get(address);
            WebElement result = browser.findElement(By.id("result"));
            return await().atMost(PATIENCE).until(result::getText, text -> !text.isEmpty());
        } finally {
            browser.quit();
        }
    }

    private String page() throws IOException {
        copy("/META-INF/resources/webjars/paho-mqtt/1.1.0/paho-mqtt-min.js", "paho-mqtt-min.js");
        copy("/browser/client.js", "client.js");
        copy("/browser/client.html", "client.html");
        return folder.resolve("client.html").toUri().toString();
    }

    private void copy(String resource, String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream(resource), resource)) {
            Files.copy(in, folder.resolve(name));
        }
    }
}
