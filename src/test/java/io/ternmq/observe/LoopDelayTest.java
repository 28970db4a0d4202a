package io.ternmq.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.routing.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopDelayTest {
    /** A loop that runs what it was given when the test says so. */
    private static final class HaltedLoop implements Loop {
        final Queue<Runnable> waiting = new ArrayDeque<>();

        @Override
        public int index() {
            return 0;
        }

        @Override
        public boolean inLoop() {
            return false;
        }

        @Override
        public void execute(Runnable task) {
            waiting.add(task);
        }

        @Override
        public void atEndOfTurn(Runnable task) {
            throw new UnsupportedOperationException("not on the loop");
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            throw new UnsupportedOperationException("not on the loop");
        }

        @Override
        public long nowMillis() {
            return 0;
        }
    }

    @Test
    void a_loop_that_does_not_answer_is_as_late_as_its_probe_is_old_and_gets_no_second_one() {
        HaltedLoop loop = new HaltedLoop();
        LoopDelay delay = new LoopDelay(List.of(loop));
        long now = System.nanoTime();
        assertThat(delay.probe(now)).isZero();
        assertThat(delay.probe(now + TimeUnit.SECONDS.toNanos(1))).isEqualTo(1_000_000);
        assertThat(delay.probe(now + TimeUnit.SECONDS.toNanos(2))).isEqualTo(2_000_000);
        assertThat(loop.waiting).hasSize(1);
    }

    @Test
    void a_loop_that_answered_is_as_late_as_its_probe_waited() {
        HaltedLoop loop = new HaltedLoop();
        LoopDelay delay = new LoopDelay(List.of(loop));
        delay.probe(System.nanoTime() - TimeUnit.SECONDS.toNanos(3));
        loop.waiting.remove().run();
        assertThat(delay.probe(System.nanoTime()))
                .isGreaterThanOrEqualTo(3_000_000)
                .isLessThan(60_000_000);
        assertThat(loop.waiting).hasSize(1);
    }
}
