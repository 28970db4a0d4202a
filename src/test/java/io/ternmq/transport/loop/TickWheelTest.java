package io.ternmq.transport.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TickWheelTest {
    private final TickWheel wheel = new TickWheel();

    /** Notes when it is called, and says when it wants to be called next. */
    private static class Probe extends Ticking {
        final List<Integer> calls = new ArrayList<>();
        int again = NEVER;

        @Override
        protected int onDue(int now) {
            calls.add(now);
            return again;
        }
    }

    private void pass(int ticks) {
        for (int i = 0; i < ticks; i++) {
            wheel.advance(1);
        }
    }

    @Test
    void each_is_called_at_its_tick() {
        Probe soon = new Probe();
        Probe later = new Probe();
        wheel.add(soon, 3);
        wheel.add(later, 1000);
        pass(999);
        assertThat(soon.calls).containsExactly(3);
        assertThat(later.calls).isEmpty();
        pass(1);
        assertThat(later.calls).containsExactly(1000);
        assertThat(wheel.size()).isZero();
    }

    @Test
    void one_whose_tick_is_far_is_looked_after_in_time() {
        Probe far = new Probe();
        far.again = 5000;
        wheel.add(far, 5000);
        pass(5000);
        assertThat(far.calls).contains(5000).hasSizeLessThan(8);
        assertThat(wheel.size()).isEqualTo(1);
    }

    @Test
    void a_tick_in_the_past_or_now_is_the_next_one() {
        pass(10);
        Probe late = new Probe();
        wheel.add(late, 4);
        Probe now = new Probe();
        wheel.add(now, 10);
        pass(1);
        assertThat(late.calls).containsExactly(11);
        assertThat(now.calls).containsExactly(11);
    }

    @Test
    void one_can_be_called_earlier_but_not_later() {
        Probe probe = new Probe();
        wheel.add(probe, 50);
        wheel.notLaterThan(probe, 60);
        wheel.notLaterThan(probe, 20);
        pass(60);
        assertThat(probe.calls).containsExactly(20);
    }

    @Test
    void one_that_is_taken_off_is_not_called() {
        Probe probe = new Probe();
        Probe neighbour = new Probe();
        wheel.add(neighbour, 5);
        wheel.add(probe, 5);
        wheel.remove(probe);
        wheel.remove(probe);
        pass(10);
        assertThat(probe.calls).isEmpty();
        assertThat(neighbour.calls).containsExactly(5);
        assertThat(wheel.size()).isZero();
    }

    @Test
    void one_may_take_its_neighbour_off_when_both_are_due() {
        Probe victim = new Probe();
        Probe taker = new Probe() {
            @Override
            protected int onDue(int now) {
                wheel.remove(victim);
                return super.onDue(now);
            }
        };
        wheel.add(victim, 5);
        wheel.add(taker, 5);
        pass(10);
        assertThat(taker.calls).containsExactly(5);
        assertThat(victim.calls).isEmpty();
        assertThat(wheel.size()).isZero();
    }

    @Test
    void nobody_is_on_it_twice() {
        Probe probe = new Probe();
        wheel.add(probe, 5);
        assertThatThrownBy(() -> wheel.add(probe, 6)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void all_are_found() {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            wheel.add(new Probe(), random.nextInt(3000));
        }
        List<Ticking> found = new ArrayList<>();
        wheel.forEach(found::add);
        assertThat(found).doesNotHaveDuplicates().hasSize(500);
        wheel.forEach(wheel::remove);
        assertThat(wheel.size()).isZero();
    }

    @Test
    void many_are_called_neither_early_nor_late_and_each_once() {
        Random random = new Random(2);
        List<Probe> probes = new ArrayList<>();
        List<Integer> dues = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            Probe probe = new Probe();
            int due = 1 + random.nextInt(1000);
            wheel.add(probe, due);
            probes.add(probe);
            dues.add(due);
        }
        pass(1001);
        for (int i = 0; i < probes.size(); i++) {
            assertThat(probes.get(i).calls).containsExactly(dues.get(i));
        }
    }
}
