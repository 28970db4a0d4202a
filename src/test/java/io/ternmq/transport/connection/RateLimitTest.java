package io.ternmq.transport.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitTest {
    private static final int TICKS_PER_SECOND = 10;

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 100, 1_000_000})
    void the_average_is_the_rate_after_the_credit_of_one_second(int rate) {
        RateLimit limit = new RateLimit();
        int seconds = 30;
        long taken = 0;
        int batch = Math.max(1, rate / 50);
        for (int tick = 0; tick < seconds * TICKS_PER_SECOND; tick++) {
            boolean within = limit.recovered(tick, rate, 0);
            while (within) {
                within = limit.take(tick, rate, 0, batch, 0);
                taken += batch;
            }
        }
        assertThat(taken).isBetween((long) rate * (seconds - 1), (long) rate * (seconds + 1) + 2L * batch);
    }

    @Test
    void messages_and_bytes_are_counted_apart() {
        RateLimit limit = new RateLimit();
        assertThat(limit.take(0, 10, 1000, 1, 0)).isTrue();
        assertThat(limit.take(0, 10, 1000, 0, 1001)).isFalse();
        assertThat(limit.recovered(1, 10, 1000)).isTrue();
        assertThat(limit.take(1, 10, 0, 0, 1_000_000)).isTrue();
    }
}
