package io.ternmq.durability;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.FreePort;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two brokers can't have one data directory. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DoubleStartIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void a_second_process_on_the_same_data_is_refused_and_told_who_has_it() throws InterruptedException {
        PackagedTernMq.assumeStore();
        int port = FreePort.next();
        try (BrokerProcess first = start(port, "first.log")) {
            assertThat(awaitListening(first, port)).isTrue();
            try (BrokerProcess second = start(FreePort.next(), "second.log")) {
                assertThat(second.awaitEnd(PATIENCE)).as("the second one ended").isTrue();
                assertThat(second.exitCode()).isEqualTo(1);
                assertThat(second.output()).containsPattern("\\b" + first.pid() + "\\b");
            }
            assertThat(first.isAlive()).isTrue();
        }
    }

    @Test
    void the_data_of_a_killed_process_can_be_had_at_once() throws InterruptedException {
        PackagedTernMq.assumeStore();
        int port = FreePort.next();
        try (BrokerProcess first = start(port, "first.log")) {
            assertThat(awaitListening(first, port)).isTrue();
            first.kill();
        }
        try (BrokerProcess second = start(port, "second.log")) {
            assertThat(awaitListening(second, port)).as(second.output()).isTrue();
        }
    }

    private static boolean awaitListening(BrokerProcess broker, int port) throws InterruptedException {
        return broker.awaitListening(new InetSocketAddress("127.0.0.1", port), PATIENCE);
    }

    private BrokerProcess start(int port, String log) {
        List<String> command = new ArrayList<>(PackagedTernMq.command());
        command.addAll(BrokerLauncher.settings(folder.resolve("data"), port));
        return new BrokerProcess(command, List.of(), folder.resolve(log));
    }
}
