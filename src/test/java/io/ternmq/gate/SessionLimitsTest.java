package io.ternmq.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.builtin.Role;
import io.ternmq.console.Person;
import io.ternmq.console.WebParts;
import io.ternmq.observe.NodeToWatch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.InMemoryWebSessionStore;
import org.springframework.web.server.session.WebSessionManager;

/** For how long somebody stays logged in. */
class SessionLimitsTest {
    private static void later(WebParts web, Duration time) {
        DefaultWebSessionManager sessions = (DefaultWebSessionManager) web.bean(WebSessionManager.class);
        ((InMemoryWebSessionStore) sessions.getSessionStore())
                .setClock(Clock.fixed(Instant.now().plus(time), ZoneOffset.UTC));
    }

    private static boolean isIn(Person person) {
        return person.get("/password").statusCode() == 200;
    }

    @Test
    void after_half_an_hour_without_a_request_one_logs_in_again() {
        try (WebParts web = WebParts.around(NodeToWatch.named())) {
            Person person = web.somebody(Role.VIEWER);
            later(web, Duration.ofMinutes(29));
            assertThat(isIn(person)).isTrue();
            later(web, Duration.ofMinutes(29 + 29));
            assertThat(isIn(person)).isTrue();
            later(web, Duration.ofMinutes(29 + 29 + 31));
            assertThat(isIn(person)).isFalse();
        }
    }

    @Test
    void what_a_page_asks_by_itself_keeps_nobody_logged_in() {
        try (WebParts web = WebParts.around(NodeToWatch.named())) {
            Person person = web.somebody(Role.VIEWER);
            later(web, Duration.ofMinutes(29));
            assertThat(person.get("/password", "X-Unattended", "true").statusCode())
                    .isEqualTo(200);
            later(web, Duration.ofMinutes(29 + 29));
            assertThat(isIn(person)).isFalse();
        }
    }

    @Test
    void after_the_longest_time_one_logs_in_again_whatever_one_does() {
        NodeToWatch node = NodeToWatch.named();
        assertThat(node.settings.current().console().sessionLimit()).isEqualTo(Duration.ofHours(12));
        try (WebParts web = WebParts.around(node)) {
            Person person = web.somebody(Role.VIEWER);
            assertThat(isIn(person)).isTrue();
            VisitorSessions sessions = web.bean(VisitorSessions.class);
            assertThat(sessions.isTooOld(Instant.now().minus(Duration.ofHours(11))))
                    .isFalse();
            assertThat(sessions.isTooOld(Instant.now().minus(Duration.ofHours(12))))
                    .isTrue();
            node.settings.apply(Map.of("ternmq.console.session-limit", "7d"));
            assertThat(sessions.isTooOld(Instant.now().minus(Duration.ofHours(12))))
                    .isFalse();
        }
    }
}
