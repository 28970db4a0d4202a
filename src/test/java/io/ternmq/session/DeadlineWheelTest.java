package io.ternmq.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.routing.Loop;
import io.ternmq.routing.TestLoops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadlineWheelTest {
    private final TestLoops loops = TestLoops.stepped(1, 1);
    private final Loop loop = loops.get(0);
    private final DeadlineWheel wheel = new DeadlineWheel(loop);

    private final class Timed extends Deadline {
        long at;
        int met;

        @Override
        void onDue() {
            met++;
            assertThat(loop.nowMillis()).isBetween(at, at + 1999);
        }
    }

    @BeforeEach
    void start() {
        loops.on(0, wheel::start);
    }

    @Test
    void deadlines_are_met_once_never_early_and_at_most_two_seconds_late() {
        Random random = new Random(7);
        List<Timed> all = new ArrayList<>();
        List<Timed> cancelled = new ArrayList<>();
        for (int round = 0; round < 300; round++) {
            for (int i = 0; i < 20; i++) {
                Timed timed = new Timed();
                timed.at = loop.nowMillis() + random.nextInt(random.nextBoolean() ? 5_000 : 9_000_000);
                loops.on(0, () -> wheel.schedule(timed, timed.at));
                all.add(timed);
            }
            Timed some = all.get(random.nextInt(all.size()));
            if (random.nextBoolean()) {
                if (some.met == 0) {
                    loops.on(0, () -> wheel.cancel(some));
                    cancelled.add(some);
                }
            } else if (some.met == 0 && !cancelled.contains(some)) {
                some.at = loop.nowMillis() + random.nextInt(60_000);
                loops.on(0, () -> wheel.schedule(some, some.at));
            }
            loops.advance(Duration.ofMillis(random.nextInt(20_000)));
        }
        loops.advance(Duration.ofHours(3));
        assertThat(wheel.size()).isZero();
        assertThat(all).allSatisfy(timed -> assertThat(timed.met).isEqualTo(cancelled.contains(timed) ? 0 : 1));
    }

    @Test
    void a_deadline_may_set_itself_anew_while_it_is_met() {
        int[] met = {0};
        Deadline again = new Deadline() {
            @Override
            void onDue() {
                met[0]++;
                wheel.schedule(this, loop.nowMillis() + 1000);
            }
        };
        loops.on(0, () -> wheel.schedule(again, loop.nowMillis()));
        loops.advance(Duration.ofSeconds(10));
        assertThat(met[0]).isBetween(9, 10);
        assertThat(wheel.size()).isEqualTo(1);
    }
}
