package io.ternmq.store;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.jayway.jsonpath.JsonPath;
import io.ternmq.config.Durability;
import io.ternmq.console.Eventually;
import io.ternmq.console.WebParts;
import io.ternmq.event.BrokerEvent;
import io.ternmq.observe.NodeToWatch;
import io.ternmq.store.StoreHealth.State;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** How a store's troubles reach who watches the node: a real store on files that fail, real pages. */
class StoreOnWatchTest {
    @TempDir
    Path folder;

    private final SimulatedFiles files = new SimulatedFiles();
    private final NodeToWatch node = NodeToWatch.named();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final WebParts web = WebParts.around(node);

    @BeforeEach
    void listen() {
        logged.start();
        root().addAppender(logged);
    }

    @AfterEach
    void stop() {
        root().detachAppender(logged);
        web.close();
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger("io.ternmq");
    }

    private StoreDriver open(long watermark) {
        StoreDriver driver =
                new StoreDriver(new DurableStore.Options(folder, Durability.PROCESS, 1 << 20, watermark), files, 1);
        driver.events.subscribe(BrokerEvent.class, node.events::publish);
        driver.store.onHealth(health -> node.storeHealth = health);
        return driver;
    }

    private String health(int status) {
        HttpResponse<String> answer = Eventually.get(() -> web.get("/health"), one -> one.statusCode() == status);
        return answer.body();
    }

    private List<String> problems(int count) {
        return Eventually.get(
                () -> JsonPath.read(web.get("/status.json").body(), "$[0]['tern-1'].problems[*].sentence"),
                list -> list.size() == count);
    }

    private long warnings(String words) {
        return List.copyOf(logged.list).stream()
                .filter(line -> line.getLevel().isGreaterOrEqual(Level.WARN)
                        && line.getFormattedMessage().contains(words))
                .count();
    }

    @Test
    void a_full_disk_brings_health_down_until_there_is_space_and_is_logged_once() {
        try (StoreDriver driver = open(0)) {
            driver.open(1);
            driver.commit();
            assertThat(health(200)).contains("OK");
            files.room = 50;
            long position = driver.send("while it is full", 1);
            driver.lane().submit();
            driver.await(() -> driver.store.health().state() == State.FULL);

            assertThat(health(503)).contains("DOWN", "not acknowledged until");
            assertThat(web.get("/health/listeners").statusCode()).isEqualTo(200);
            assertThat(web.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
            assertThat(problems(1)).singleElement().asString().contains("can't write its log");
            assertThat(web.get("/status", "Accept", "text/html").body())
                    .contains("1 problem", "Critical", "Make room or enlarge the disk");
            assertThat(warnings("can't write its log")).isEqualTo(1);

            files.room = Long.MAX_VALUE;
            driver.await(() -> driver.lane().committed() >= position);
            assertThat(health(200)).contains("OK");
            assertThat(problems(0)).isEmpty();
        }
    }

    @Test
    void space_that_runs_short_is_told_while_all_goes_on() {
        files.room = 1000 << 20;
        try (StoreDriver driver = open(100 << 20)) {
            driver.open(1);
            driver.commit();
            files.room = 50 << 20;
            driver.await(() -> {
                driver.send("x", 1);
                driver.commit();
                return driver.store.health().state() == State.LOW_SPACE;
            });
            assertThat(problems(1))
                    .singleElement()
                    .asString()
                    .contains("MB are free", "ternmq.store.free-space-watermark");
            assertThat(web.get("/status", "Accept", "text/html").body())
                    .contains("Warning", "nothing is held back yet");
            assertThat(health(200)).contains("OK");
        }
    }

    @Test
    void damage_that_a_start_finds_is_told_with_what_to_do() {
        StoreDriver before = open(0);
        before.open(1);
        for (int i = 0; i < 20; i++) {
            before.send("message " + i, 1);
        }
        before.commit();
        before.store.abandon();
        files.last().bytes[files.last().size / 2] ^= 1;
        // As the broker has it: whoever shows alarms listens before the store is opened.
        DurableStore.Options options = new DurableStore.Options(folder, Durability.PROCESS, 1 << 20, 0);
        try (DurableStore store = DurableStore.open(options, node.events, StoreFolder.take(folder), files)) {
            assertThat(store.problems()).hasSize(1);
            assertThat(problems(1)).containsExactly(store.problems().get(0).sentence());
            assertThat(web.get("/status", "Accept", "text/html").body())
                    .contains("Critical", "Check the disk", "admin store verify");
            assertThat(warnings(store.problems().get(0).sentence())).isEqualTo(1);
        }
    }
}
