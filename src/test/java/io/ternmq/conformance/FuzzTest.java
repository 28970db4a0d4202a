package io.ternmq.conformance;

import static io.ternmq.conformance.harness.ConnectPacket.connect;
import static io.ternmq.conformance.harness.PublishPacket.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.conformance.harness.BrokerTestCase;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.RawMqttClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random and mutated bytes from fifty connections while a healthy pair exchanges messages. Short by default;
 * {@code -Dfuzz.seconds=60} for a long run, {@code -Dfuzz.seed} to repeat one.
 */
class FuzzTest extends BrokerTestCase {

    private static final int CONNECTIONS = 50;
    private static final int DEFAULT_ROUNDS = 60;
    private static final long MAX_GROWTH_BYTES = 48L << 20;

    @Test
    void random_bytes_disturb_nobody_and_leave_nothing_behind() {
        long seed = Long.getLong("fuzz.seed", System.nanoTime());
        long seconds = Long.getLong("fuzz.seconds", 0);
        String topic = topic();
        RawMqttClient subscriber = connected(connect(MqttVersion.V5, clientId()).keepAlive(0));
        subscriber.subscribe(topic, 1);
        RawMqttClient publisher =
                connected(connect(MqttVersion.V311, clientId()).keepAlive(0));
        exchange(publisher, subscriber, topic, 50);
        long before = broker().memoryInUse();
        int errorsBefore = broker().loggedErrors().size();

        long rounds = 0;
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        Random random = new Random(seed);
        List<FuzzingConnection> connections = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            connections.add(new FuzzingConnection(broker().tcp(), new Random(random.nextLong())));
        }
        try {
            while (rounds < DEFAULT_ROUNDS || System.nanoTime() < end) {
                connections.forEach(FuzzingConnection::step);
                exchange(publisher, subscriber, topic, 1);
                rounds++;
            }
        } finally {
            connections.forEach(FuzzingConnection::close);
        }
        String how = "after " + rounds + " rounds with seed " + seed;
        exchange(publisher, subscriber, topic, 50);
        assertThat(broker().deathNote()).as(how).isEmpty();
        List<String> errors = broker().loggedErrors();
        assertThat(errors.subList(errorsBefore, errors.size())).as(how).isEmpty();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(broker().memoryInUse() - before)
                        .as("growth of memory " + how)
                        .isLessThan(MAX_GROWTH_BYTES));
    }

    private static void exchange(RawMqttClient publisher, RawMqttClient subscriber, String topic, int messages) {
        for (int i = 0; i < messages; i++) {
            publisher.publish(publish(topic, "healthy " + i).qos(1, 1 + i));
            subscriber.receive("healthy " + i);
        }
    }
}
