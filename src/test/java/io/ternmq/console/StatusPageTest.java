package io.ternmq.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.builtin.Role;
import io.ternmq.config.ListenerSettings.Kind;
import io.ternmq.event.BrokerEvent.AlarmCleared;
import io.ternmq.event.BrokerEvent.AlarmRaised;
import io.ternmq.observe.ListenerFacts;
import io.ternmq.observe.ListenerFacts.State;
import io.ternmq.observe.NodeToWatch;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The status page as a browser without scripts gets it, and the stream that its script reads. */
class StatusPageTest {
    private static final String HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

    private static final NodeToWatch node = NodeToWatch.named();
    private static final List<ListenerFacts> running = node.listeners;
    private static WebParts web;

    @BeforeAll
    static void start() {
        web = WebParts.around(node);
    }

    @AfterAll
    static void stop() {
        web.close();
    }

    @AfterEach
    void putBack() {
        node.listeners = running;
        node.settings.apply(Map.of("ternmq.status.open", "true"));
    }

    private static String page(String path, int status) {
        HttpResponse<String> answer = web.get(path, "Accept", "text/html");
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
        return answer.body();
    }

    private static Stream<String> stream() {
        return web.lines("/status/stream");
    }

    @Test
    void the_front_door_leads_to_the_status() {
        HttpResponse<String> answer = web.get("/");
        assertThat(answer.statusCode()).isBetween(300, 399);
        assertThat(answer.headers().firstValue("Location")).contains("/status");
    }

    @Test
    void all_values_are_there_without_a_script() {
        node.online = 12_345;
        node.offline = 678;
        String page = Eventually.get(() -> page("/status", 200), html -> html.contains(">12,345<"));
        assertThat(page)
                .contains("All good", ">678<", "tern-1", "default", "0.0.0.0:1883", "0.0.0.0:8080", "running")
                .contains("<noscript><meta http-equiv=\"refresh\"")
                .doesNotContain("style=", "onclick", "<style", "http://", "th:");
    }

    @Test
    void names_that_look_like_markup_are_text() {
        node.listeners = List.of(NodeToWatch.listener(HOSTILE, Kind.TCP, 1883, State.STOPPED));
        node.events.publish(new AlarmRaised("evil", HOSTILE));
        String page = Eventually.get(() -> page("/status", 200), html -> html.contains("2 problems"));
        node.events.publish(new AlarmCleared("evil"));
        assertThat(page).contains("&lt;script&gt;alert(1)").doesNotContain("<script>alert", "<img src=x", "\"'>");
    }

    @Test
    @Timeout(30)
    void the_stream_begins_with_the_history_and_goes_on_with_updates() {
        node.online = 31;
        try (Stream<String> lines = stream()) {
            Iterator<String> next = lines.iterator();
            assertThat(next.next()).isEqualTo("event:history");
            assertThat(next.next()).startsWith("data:[");
            assertThat(next.next()).isEmpty();
            assertThat(next.next()).isEqualTo("event:status");
            String data = next.next();
            while (!data.contains("\"online\":\"31\"")) {
                data = next.next();
            }
            assertThat(data).startsWith("data:{");
        }
    }

    @Test
    @Timeout(30)
    void the_stream_shows_that_it_lives_even_to_a_proxy() {
        try (Stream<String> lines = stream()) {
            assertThat(lines.anyMatch(":ping"::equals)).isTrue();
        }
    }

    @Test
    @Timeout(30)
    void nothing_runs_when_nobody_watches() {
        StatusStream shared = web.bean(StatusStream.class);
        Eventually.get(shared::watchers, watchers -> watchers == 0);
        try (Stream<String> first = stream();
                Stream<String> second = stream()) {
            assertThat(first.skip(6).findFirst()).isPresent();
            assertThat(second.findFirst()).contains("event:history");
            assertThat(shared.watchers()).isEqualTo(2);
            assertThat(shared.isTicking()).isTrue();
        }
        Eventually.get(shared::watchers, watchers -> watchers == 0);
        assertThat(Eventually.get(shared::isTicking, ticking -> !ticking)).isFalse();
    }

    @Test
    @Timeout(30)
    void closing_the_status_ends_the_streams() {
        try (Stream<String> lines = stream()) {
            node.settings.apply(Map.of("ternmq.status.open", "false"));
            assertThat(lines.count()).isPositive();
        }
    }

    @Test
    void a_closed_status_page_says_so_in_the_layout() {
        node.settings.apply(Map.of("ternmq.status.open", "false"));
        assertThat(page("/status", 403))
                .contains("This page is closed", "ternmq.status.open", "TernMQ")
                .doesNotContain("status.json", "tern-1");
    }

    @Test
    void a_closed_status_page_is_there_for_those_who_are_logged_in() {
        node.settings.apply(Map.of("ternmq.status.open", "false"));
        assertThat(web.somebody(Role.VIEWER).get("/status").body()).contains("All good", "tern-1", "viewer-person");
    }

    @Test
    void a_page_that_is_not_there_is_told_in_the_layout_without_repeating_what_was_asked() {
        HttpResponse<String> answer = web.somebody(Role.VIEWER).get("/no/such/%3Cscript%3Epage");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body())
                .contains("There is no such page", "/assets/ternmq.css")
                .doesNotContain("no/such", "script>page");
    }

    @Test
    void files_are_kept_by_browsers_and_asked_for_by_content() {
        HttpResponse<String> first = web.get("/assets/ternmq.css");
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.headers().firstValue("Cache-Control")).contains("no-cache");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        assertThat(web.get("/assets/ternmq.css", "If-None-Match", tag).statusCode())
                .isEqualTo(304);
    }
}
