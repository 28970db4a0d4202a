package io.ternmq.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LaneMarksTest {
    private final LaneMarks marks = new LaneMarks();

    private static long position(int count, int lane) {
        return (long) count << 8 | lane;
    }

    @Test
    void a_mark_covers_what_is_before_it_in_its_lane_and_nothing_of_others() {
        marks.reach(position(5, 3));
        assertThat(marks.covers(position(4, 3))).isTrue();
        assertThat(marks.covers(position(5, 3))).isTrue();
        assertThat(marks.covers(position(6, 3))).isFalse();
        assertThat(marks.covers(position(1, 2))).isFalse();
        assertThat(marks.covers(position(1, 200))).isFalse();
    }

    @Test
    void a_mark_never_goes_back() {
        marks.reach(position(5, 0));
        marks.reach(position(2, 0));
        assertThat(marks.covers(position(5, 0))).isTrue();
    }
}
