package io.ternmq.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.config.ListenerSettings.Kind;
import io.ternmq.event.BrokerEvent.AlarmCleared;
import io.ternmq.event.BrokerEvent.AlarmRaised;
import io.ternmq.event.Counter;
import io.ternmq.observe.ListenerFacts;
import io.ternmq.observe.ListenerFacts.State;
import io.ternmq.observe.NodeToWatch;
import io.ternmq.protocol.ProtocolVersion;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The status page in a real browser. */
class StatusPageBrowserTest {
    private static final String HOSTILE = "<img src=x onerror=\"document.title='owned'\"><b>bold</b>\u202e\u0007";
    private static final String BACKGROUND = "getComputedStyle(document.body).backgroundColor";

    private static final NodeToWatch node = NodeToWatch.named();
    private static final List<ListenerFacts> running = node.listeners;
    private static Browser browser;
    private static WebParts web;

    @BeforeAll
    static void start() {
        browser = Browser.start();
        web = WebParts.around(node);
    }

    @AfterAll
    static void stop() {
        if (web != null) {
            web.close();
            browser.close();
        }
    }

    @BeforeEach
    void openPage() {
        browser.prefer("light");
        browser.open(web.address() + "/status");
        awaitText("[data-connection-text]", "Live");
    }

    @AfterEach
    void noComplaints() {
        List<String> complaints = browser.complaints();
        node.listeners = running;
        node.settings.apply(Map.of("ternmq.status.open", "true"));
        browser.anyWidth();
        browser.scripts(true);
        assertThat(complaints).isEmpty();
    }

    private static void awaitText(String selector, String text) {
        Eventually.get(() -> browser.text(selector), found -> found.contains(text));
    }

    @Test
    void figures_change_in_place_without_a_reload() {
        browser.eval("window.figure = document.querySelector('[data-live=online]')");
        browser.eval("window.row = document.querySelector('tbody tr')");
        node.online = 4_321;
        awaitText("[data-live=online]", "4,321");
        node.online = 4_322;
        awaitText("[data-live=online]", "4,322");
        assertThat(browser.eval("window.figure.isConnected && window.row.isConnected"))
                .isEqualTo(true);
    }

    @Test
    void curves_grow_with_what_happens() {
        for (int i = 0; i < 3; i++) {
            Object before = browser.eval("document.querySelector('[data-curve=in]').getAttribute('d')");
            node.lane.add(Counter.MQTT_PUBLISH_RECEIVED, ProtocolVersion.MQTT_5, 5_000);
            Eventually.get(
                    () -> browser.eval("document.querySelector('[data-curve=in]').getAttribute('d')"),
                    curve -> !curve.equals(before));
        }
        Eventually.get(() -> browser.text("[data-chart='in out'] [data-top]"), top -> !top.equals("1"));
    }

    @Test
    void a_problem_comes_and_goes_as_it_does_on_the_node() {
        awaitText("#headline", "All good");
        node.listeners = List.of(running.get(0), NodeToWatch.listener("tls", Kind.SSL, 8883, State.STOPPED));
        awaitText("#headline", "1 problem");
        assertThat(browser.text(".problems")).contains("Critical", "tls", "8883");
        assertThat(browser.text("tr[data-key=tls]")).contains("ssl", "stopped");
        assertThat(browser.text("tr[data-key=websocket]")).isEmpty();
        node.listeners = running;
        awaitText("#headline", "All good");
        assertThat(browser.text(".problems")).isEmpty();
        assertThat(browser.text("tr[data-key=websocket]")).contains("running");
    }

    @Test
    void hostile_names_are_text_on_load_and_in_updates() {
        node.events.publish(new AlarmRaised("evil", HOSTILE));
        node.listeners = List.of(NodeToWatch.listener(HOSTILE, Kind.TCP, 1883, State.RUNNING));
        awaitText(".problems", "<b>bold</b>");
        awaitText("tbody", "<b>bold</b>");
        browser.open(web.address() + "/status");
        awaitText("[data-connection-text]", "Live");
        node.events.publish(new AlarmCleared("evil"));
        assertThat(browser.text("tbody")).contains("<b>bold</b>");
        assertThat(browser.eval("document.querySelectorAll('main img, main b b').length"))
                .isEqualTo(0L);
        assertThat(browser.eval("document.title")).isEqualTo("Status · TernMQ");
    }

    @Test
    void colours_follow_the_system_until_the_reader_chooses_and_the_choice_is_remembered() {
        Object light = browser.eval(BACKGROUND);
        browser.prefer("dark");
        Object dark = browser.eval(BACKGROUND);
        assertThat(dark).isNotEqualTo(light);
        browser.click("[data-theme-toggle]");
        assertThat(browser.eval(BACKGROUND)).isEqualTo(light);
        browser.open(web.address() + "/status");
        assertThat(browser.eval(BACKGROUND)).isEqualTo(light);
        assertThat(browser.eval("document.querySelector('[data-theme-toggle]').getAttribute('aria-label')"))
                .isEqualTo("Switch to dark colours");
        browser.eval("localStorage.clear()");
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 390, 768, 1024})
    void nothing_sticks_out_of_a_narrow_screen(int width) {
        node.listeners = List.of(
                NodeToWatch.listener("x".repeat(120), Kind.TCP, 1883, State.RUNNING),
                NodeToWatch.listener("default", Kind.WSS, 65_535, State.STOPPED));
        awaitText("tbody", "xxxx");
        browser.width(width);
        assertThat(browser.eval("document.documentElement.scrollWidth")).isEqualTo((long) width);
        assertThat(browser.eval(
                        "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > "
                                + width
                                + " + 1 && !e.closest('.unseen')).map(e => e.outerHTML.slice(0, 80)).join('; ')"))
                .isEqualTo("");
    }

    @Test
    void it_says_when_it_is_not_connected_any_more() {
        node.settings.apply(Map.of("ternmq.status.open", "false"));
        awaitText("[data-connection-text]", "Not connected");
        assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("403"));
    }

    @Test
    void it_can_be_read_without_scripts() {
        node.online = 77;
        awaitText("[data-live=online]", "77");
        browser.scripts(false);
        browser.open(web.address() + "/status");
        assertThat(browser.text("[data-live=online]")).isEqualTo("77");
        assertThat(browser.text(".summary")).contains("Reloads every 10 s").doesNotContain("Connecting");
        assertThat(browser.text("[data-theme-toggle]")).isEmpty();
    }

    @Test
    void headings_and_landmarks_lead_through_the_page() {
        assertThat(browser.eval(
                        "['header','nav','main','footer'].every(e => document.querySelectorAll(e).length === 1)"))
                .isEqualTo(true);
        assertThat(browser.eval("document.querySelectorAll('h1').length")).isEqualTo(1L);
        assertThat(browser.eval("[...document.querySelectorAll('svg[role=img], section, progress, button')]"
                        + ".every(e => e.hasAttribute('aria-label') || e.hasAttribute('aria-labelledby'))"))
                .isEqualTo(true);
        assertThat(browser.eval("document.documentElement.lang")).isEqualTo("en");
    }
}
