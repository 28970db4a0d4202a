package io.ternmq.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import io.ternmq.Broker;
import io.ternmq.TestApplication;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** What somebody does who has just started a broker: in a real browser, at the whole program, with a client of somebody else's. */
class FirstDayBrowserTest {
    private static final Path PUBLISHER = Path.of("/usr/bin/mosquitto_pub");
    private static final String FIRST = "first-run pass 7";
    private static final String CHOSEN = "chosen horse 3 staple";
    private static final String ANNAS = "annas-own-9";
    private static final String TOPIC = "plant/1/temperature";

    private ConfigurableApplicationContext program;
    private Browser browser;
    private String address;

    @BeforeEach
    void start(@TempDir Path data) {
        assumeTrue(Files.isExecutable(PUBLISHER), "skipped: no " + PUBLISHER);
        browser = Browser.start();
        program = TestApplication.runOn(data, "--ternmq.console.admin-password=" + FIRST);
        address = "http://127.0.0.1:" + program.getEnvironment().getProperty("local.server.port");
    }

    @AfterEach
    void stop() {
        if (program != null) {
            program.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    private int mqttPort() {
        return program.getBean(Broker.class).listeners().get(0).port();
    }

    /** What the client says, and with what it ends. */
    private String publish(String payload) throws IOException, InterruptedException {
        Process client = new ProcessBuilder(
                        PUBLISHER.toString(),
                        "-h",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(mqttPort()),
                        "-V",
                        "5",
                        "-q",
                        "1",
                        "-d",
                        "-i",
                        "thermometer-1",
                        "-u",
                        "anna",
                        "-P",
                        ANNAS,
                        "-t",
                        TOPIC,
                        "-m",
                        payload)
                .redirectErrorStream(true)
                .start();
        String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(client.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    private Mqtt5BlockingClient subscriber() {
        Mqtt5BlockingClient client = MqttClient.builder()
                .useMqttVersion5()
                .identifier("display")
                .serverHost("127.0.0.1")
                .serverPort(mqttPort())
                .simpleAuth()
                .username("anna")
                .password(ANNAS.getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .buildBlocking();
        client.connect();
        return client;
    }

    private void open(String path) {
        browser.open(address + path);
    }

    private void await(String selector, String text) {
        Eventually.get(() -> browser.text(selector), found -> found.contains(text));
    }

    private void logIn(String password) {
        Eventually.get(
                () -> {
                    open("/login");
                    browser.type("[name=username]", "admin");
                    browser.type("[name=password]", password);
                    browser.follow("form [type=submit]");
                    return browser.text("form .say");
                },
                String::isEmpty);
    }

    @Test
    void from_the_first_log_in_to_the_first_message_by_way_of_a_refusal() throws Exception {
        changePassword();
        makeUser();
        makeRule();
        Mqtt5BlockingClient display = subscriber();
        try (Mqtt5Publishes messages = display.publishes(MqttGlobalPublishFilter.ALL)) {
            display.subscribeWith().topicFilter("plant/#").send();
            assertThat(publish("21.5")).contains("Not authorized");
            seeWhy();
            applyRule();
            publish("22.5");
            assertThat(messages.receive(20, TimeUnit.SECONDS))
                    .hasValueSatisfying(
                            message -> assertThat(new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8))
                                    .isEqualTo("22.5"));
        }
        display.disconnect();
        lookAtTheRest();
        assertThat(browser.complaints()).isEmpty();
    }

    private void changePassword() {
        logIn(FIRST);
        await("h1", "Change password");
        browser.type("[name=current]", FIRST);
        browser.type("[name=wanted]", CHOSEN);
        browser.type("[name=again]", CHOSEN);
        browser.follow("main form [type=submit]");
        logIn(CHOSEN);
    }

    private void makeUser() {
        open("/access/users");
        await("main", "There are no users yet.");
        browser.follow("a.button.primary");
        browser.type("#name", "anna");
        browser.type("#password", ANNAS);
        browser.type("#groups", "plant");
        browser.look("user");
        browser.follow("main form .primary");
        await(".flashes", "The user was created.");
        await("tbody", "anna");
    }

    private void makeRule() {
        open("/access/rules/new");
        browser.choose("#who", "group");
        browser.type("#value", "plant");
        browser.click("[name=operations][value=subscribe]");
        browser.type("#target", "plant/#");
        browser.look("rule");
        browser.follow("main form .primary");
        await(".flashes", "The rule was saved.");
        await("tbody", "Allow group plant to subscribe to plant/#");
    }

    private void seeWhy() {
        open("/access/refused");
        await("#rows", TOPIC);
        assertThat(browser.text("#rows")).contains("thermometer-1", "anna", "publish");
        browser.look("refused");
        browser.follow("#rows tbody .actions a");
        await(".decision", "Refused");
        assertThat(browser.text("main")).contains("The rule that is missing", TOPIC);
        browser.look("tester");
    }

    private void applyRule() {
        browser.follow("#apply");
        await(".decision", "Allowed");
        await(".flashes", "The rule was saved.");
    }

    private void lookAtTheRest() {
        for (String page : List.of("users", "rules", "bans", "sources", "users/import")) {
            open("/access/" + page);
            await("h1", "");
            browser.look(page.replace('/', '-'));
        }
    }
}
