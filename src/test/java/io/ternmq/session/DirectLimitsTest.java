package io.ternmq.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How much of those without a connection is under way, and how often they may guess. */
class DirectLimitsTest {
    private static final byte[] PASSWORD = {'p'};

    private final DirectLimits limits = new DirectLimits();

    private static DirectPublish message(String by, byte @Nullable [] password, int bytes) {
        return new DirectPublish(
                TestNode.peer(""),
                "c",
                "ann",
                password,
                Topic.of("a"),
                new byte[bytes],
                Qos.AT_MOST_ONCE,
                false,
                Properties.NONE,
                by);
    }

    @Test
    void payloads_together_have_a_limit_but_one_alone_may_be_as_large_as_a_packet() {
        DirectPublish large = message("k", null, (int) DirectLimits.MOST_BYTES + 1);
        assertThat(limits.begin(large, 0)).isNull();
        assertThat(limits.begin(message("k", null, 1), 0)).isNotNull();
        limits.end(large, 0, false);
        assertThat(limits.begin(message("k", null, 1), 0)).isNull();
        assertThat(limits.messages()).isEqualTo(1);
    }

    @Test
    void who_has_sent_many_wrong_passwords_has_to_wait_and_nobody_else_and_not_without_one() {
        DirectPublish guess = message("k", PASSWORD, 1);
        for (int i = 0; i < DirectLimits.MOST_WRONG; i++) {
            assertThat(limits.begin(guess, i)).isNull();
            limits.end(guess, i, true);
        }
        assertThat(limits.begin(guess, DirectLimits.WINDOW_MILLIS - 1)).contains("wrong passwords came from k");
        assertThat(limits.begin(message("other", PASSWORD, 1), 1000)).isNull();
        assertThat(limits.begin(message("k", null, 1), 1000)).isNull();
        assertThat(limits.begin(guess, DirectLimits.WINDOW_MILLIS)).isNull();
    }

    @Test
    void many_passwords_at_once_are_no_way_around_and_good_ones_do_not_count() {
        DirectPublish guess = message("k", PASSWORD, 1);
        for (int i = 0; i < DirectLimits.MOST_WRONG; i++) {
            assertThat(limits.begin(guess, 0)).isNull();
        }
        assertThat(limits.begin(guess, 0)).isNotNull();
        for (int i = 0; i < DirectLimits.MOST_WRONG; i++) {
            limits.end(guess, 0, false);
        }
        assertThat(limits.begin(guess, 0)).isNull();
        assertThat(limits.messages()).isEqualTo(1);
    }
}
