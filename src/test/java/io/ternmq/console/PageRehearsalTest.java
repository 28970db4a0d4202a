package io.ternmq.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.InMemoryWebSessionStore;
import org.thymeleaf.cache.TemplateCacheKey;
import org.thymeleaf.spring6.SpringWebFluxTemplateEngine;
import reactor.core.publisher.Mono;

/** What is made of the pages before anybody has asked for one. */
class PageRehearsalTest {
    @TempDir
    private static Path data;

    private static ServedNode node;

    @BeforeAll
    static void start() {
        node = ServedNode.start(data, Map.of("ternmq.status.open", "false"));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void templates_are_read_soon_after_the_start_without_a_request() {
        Set<String> some = Set.of("login", "status", "clients", "subscriptions", "retained");

        assertThat(Eventually.get(PageRehearsalTest::templates, read -> read.containsAll(some)))
                .containsAll(some);
    }

    @Test
    void all_pages_can_be_made_for_nobody_also_when_the_status_page_is_closed_to_visitors() {
        node.connect("pump-1");

        assertThat(node.web().bean(PageRehearsal.class).rehearse()).isEqualTo(PageRehearsal.PAGES.size());
    }

    @Test
    void no_session_comes_of_it() {
        node.web().bean(PageRehearsal.class).rehearse();

        var sessions = node.web().bean("webSessionManager", DefaultWebSessionManager.class);
        assertThat(((InMemoryWebSessionStore) sessions.getSessionStore()).getSessions())
                .isEmpty();
    }

    @Test
    void it_is_counted_as_no_request() {
        List<String> begun = new CopyOnWriteArrayList<>();
        node.web().bean(ObservationRegistry.class).observationConfig().observationHandler(new Recording(begun));

        node.web().bean(PageRehearsal.class).rehearse();

        assertThat(begun).isEmpty();
        node.web().get("/login", "Accept", "text/html");
        assertThat(begun).containsExactly("http.server.requests");
    }

    @Test
    void visitors_are_as_locked_out_as_before() {
        node.web().bean(PageRehearsal.class).rehearse();

        assertThat(node.web().get("/clients", "Accept", "text/html").statusCode())
                .isEqualTo(303);
    }

    @Test
    void pages_that_fail_or_are_empty_are_not_counted_and_the_end_is_told_all_the_same() {
        List<Object> told = new ArrayList<>();
        HttpHandler broken = (request, answer) -> request.getPath().value().equals("/login")
                ? Mono.error(new IllegalStateException("broken"))
                : answer.setComplete();

        assertThat(new PageRehearsal(broken, told::add).rehearse()).isZero();
        assertThat(told).singleElement().isInstanceOf(PagesRehearsed.class);
    }

    /** The names of what is observed, from its beginning. */
    private record Recording(List<String> begun) implements ObservationHandler<Observation.Context> {
        @Override
        public void onStart(Observation.Context context) {
            begun.add(context.getName());
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    private static Set<String> templates() {
        return node.web().bean(SpringWebFluxTemplateEngine.class).getCacheManager().getTemplateCache().keySet().stream()
                .map(TemplateCacheKey::getTemplate)
                .collect(Collectors.toSet());
    }
}
