package io.ternmq.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.console.WebParts;
import io.ternmq.event.EventBus;
import io.ternmq.observe.NodeToWatch;
import io.ternmq.store.DurableStore;
import io.ternmq.store.FilledStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody may ask for what is below admin but programs on its own machine. */
class LocalCallersTest {
    private static final String MARK = "X-TernMQ-Admin: 1";

    private static DurableStore store;
    private static WebParts web;

    @BeforeAll
    static void start(@TempDir Path data) {
        store = FilledStore.open(data, new EventBus());
        // A header that a proxy sets is believed here, as it is on some platforms by default.
        web = WebParts.around(NodeToWatch.named(), store, "--server.forward-headers-strategy=framework");
    }

    @AfterAll
    static void stop() {
        web.close();
        store.close();
    }

    private static String ask(String method, String path, String... headers) {
        return web.raw("%s %s HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n%s\r\n\r\n"
                .formatted(method, path, String.join("\r\n", headers)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:8888", "127.0.0.1:8888", "127.1.2.3", "[::1]:8888"})
    void a_program_on_the_node_s_machine_is_answered(String host) {
        assertThat(ask("GET", "/admin/store", "Host: " + host, MARK))
                .startsWith("HTTP/1.1 200")
                .contains("Sessions");
        assertThat(ask("POST", "/admin/store/verify", "Host: " + host, MARK)).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin/store",
                "/admin/store/verify",
                "/admin/store/export?to=/tmp/x",
                "/admin;a=b/store",
                "/%61dmin/store",
                "/admin/"
            })
    void what_a_page_of_somebody_else_s_can_send_is_refused(String path) {
        for (String method : new String[] {"GET", "POST", "OPTIONS"}) {
            assertThat(ask(method, path, "Host: localhost", "Origin: https://evil.example"))
                    .startsWith("HTTP/1.1 403")
                    .contains("X-TernMQ-Admin", "Content-Security-Policy");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8888", "203.0.113.9"})
    void a_name_that_leads_here_is_refused(String host) {
        assertThat(ask("POST", "/admin/store/verify", "Host: " + host, MARK))
                .startsWith("HTTP/1.1 403")
                .contains("localhost");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: 203.0.113.9",
                "Forwarded: for=203.0.113.9",
                "X-Real-IP: 203.0.113.9",
                "X-Forwarded-For: 127.0.0.1",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: localhost",
                "CF-Connecting-IP: 203.0.113.9",
                "Via: 1.1 proxy"
            })
    void what_a_proxy_on_the_node_s_machine_passes_on_is_refused(String header) {
        assertThat(ask("GET", "/admin/store", "Host: localhost", MARK, header)).startsWith("HTTP/1.1 403");
    }

    @Test
    void nothing_is_done_by_looking() {
        assertThat(ask("GET", "/admin/store/compact", "Host: localhost", MARK)).startsWith("HTTP/1.1 405");
    }
}
