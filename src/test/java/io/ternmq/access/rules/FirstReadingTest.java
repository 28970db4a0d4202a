package io.ternmq.access.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FirstReadingTest {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<Boolean> told = new CopyOnWriteArrayList<>();

    private FirstReading waitingFor(Duration longest) {
        return new FirstReading(timer, longest);
    }

    @AfterEach
    void end() {
        timer.shutdownNow();
    }

    @Test
    void who_waits_goes_on_when_all_has_been_read_and_who_comes_later_at_once() {
        FirstReading first = waitingFor(Duration.ofHours(1));
        first.await(told::add);
        assertThat(told).isEmpty();
        first.onRead();
        first.await(told::add);
        assertThat(told).containsExactly(true, true);
    }

    @Test
    void nobody_waits_for_longer_than_the_limit() {
        FirstReading first = waitingFor(Duration.ofMillis(1));
        first.await(told::add);
        await().untilAsserted(() -> assertThat(told).containsExactly(false));
        first.onRead();
        assertThat(told).containsExactly(false);
    }

    @Test
    void after_a_reading_that_failed_nobody_waits_until_one_succeeds() {
        FirstReading first = waitingFor(Duration.ofHours(1));
        first.await(told::add);
        first.onFailed();
        first.await(told::add);
        assertThat(told).containsExactly(false, false);
        first.onRead();
        first.await(told::add);
        assertThat(told).containsExactly(false, false, true);
    }

    @Test
    void what_fails_later_closes_nothing() {
        FirstReading first = waitingFor(Duration.ofHours(1));
        first.onRead();
        first.onFailed();
        first.await(told::add);
        assertThat(told).containsExactly(true);
    }

    @Test
    void nobody_is_kept_waiting_when_the_broker_closes() {
        FirstReading first = waitingFor(Duration.ofHours(1));
        timer.shutdownNow();
        first.await(told::add);
        assertThat(told).containsExactly(false);
    }
}
