package io.ternmq.access.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RememberedTest {
    private final AtomicLong now = new AtomicLong();
    private final Remembered<Integer> remembered = new Remembered<>(2, Duration.ofNanos(10), now::get);

    @Test
    void something_is_remembered_for_so_long() {
        remembered.put("a", 1, remembered.epoch());
        now.set(9);
        assertThat(remembered.find("a")).isEqualTo(1);
        now.set(10);
        assertThat(remembered.find("a")).isNull();
    }

    @Test
    void what_was_not_asked_for_longest_goes_when_there_is_too_much() {
        remembered.put("a", 1, remembered.epoch());
        remembered.put("b", 2, remembered.epoch());
        remembered.find("a");
        remembered.put("c", 3, remembered.epoch());
        assertThat(remembered.find("b")).isNull();
        assertThat(remembered.find("a")).isEqualTo(1);
        assertThat(remembered.find("c")).isEqualTo(3);
    }

    @Test
    void what_was_found_out_before_a_change_is_not_remembered_after_it() {
        long before = remembered.epoch();
        remembered.clear();
        remembered.put("a", 1, before);
        assertThat(remembered.find("a")).isNull();
    }

    @Test
    void nothing_is_remembered_for_no_time() {
        Remembered<Integer> none = new Remembered<>(2, Duration.ZERO, now::get);
        none.put("a", 1, none.epoch());
        assertThat(none.find("a")).isNull();
    }
}
