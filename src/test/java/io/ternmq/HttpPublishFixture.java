package io.ternmq;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A broker that programs publish to over HTTP, and what tests of them ask it. */
abstract class HttpPublishFixture {
    static final int NOT_AUTHORIZED = 0x87;
    static final int NO_MATCH = 0x10;

    @TempDir
    Path folder;

    private @Nullable RuledBroker opened;

    @Nullable
    HttpPublisher http;

    @AfterEach
    void stop() {
        if (http != null) {
            http.close();
        }
        if (opened != null) {
            opened.close();
        }
    }

    RuledBroker broker(String... keysAndValues) {
        RuledBroker broker = new RuledBroker(folder, keysAndValues);
        opened = broker;
        http = new HttpPublisher(broker.broker());
        return broker;
    }

    HttpPublisher http() {
        return Objects.requireNonNull(http);
    }

    RuledBroker opened() {
        return Objects.requireNonNull(opened);
    }

    long metric(String name, String... labels) {
        return http().web
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("vernemq_" + name)
                        && List.of(labels).stream().allMatch(line::contains))
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    static Map<String, Object> with(Map<String, ?> message, String... more) {
        Map<String, Object> all = new HashMap<>(message);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }
}
