package io.ternmq.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every form of the store promises of its lanes, shown on the memory store and the one that delays. */
class CommitLaneTest {
    private static final StoreRecord CHANGE = new StoreRecord.SessionRemoved(new SessionUid(1, 1));

    private final Deque<Runnable> loop = new ArrayDeque<>();
    private final List<Long> told = new ArrayList<>();

    private void run() {
        while (!loop.isEmpty()) {
            loop.poll().run();
        }
    }

    @Test
    void memory_store_commits_what_is_submitted_and_says_so_once() {
        try (MemoryStore store = new MemoryStore()) {
            CommitLane lane = store.lane(loop::add, () -> told.add(0L));
            lane.submit();
            assertThat(told).isEmpty();
            assertThat(lane.append(CHANGE)).isEqualTo(1);
            assertThat(lane.append(CHANGE)).isEqualTo(2);
            assertThat(lane.position()).isEqualTo(2);
            assertThat(lane.committed()).isZero();
            lane.submit();
            assertThat(lane.committed()).isEqualTo(2);
            lane.submit();
            assertThat(told).hasSize(1);
            assertThat(lane.congested()).isFalse();
        }
    }

    @Test
    void delaying_store_commits_late_and_by_parts_and_in_another_order() {
        DelayingStore store = new DelayingStore(3, 50);
        CommitLane[] lanes = new CommitLane[3];
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int index = i;
            lanes[i] = store.lane(loop::add, () -> {
                order.add(index);
                told.add(lanes[index].committed());
            });
        }
        for (CommitLane lane : lanes) {
            for (int i = 0; i < 10; i++) {
                lane.append(CHANGE);
            }
            lane.submit();
        }
        run();
        assertThat(order).isEmpty();
        boolean congested = false;
        while (store.step()) {
            run();
            congested |= lanes[0].congested();
        }
        run();
        assertThat(congested).isTrue();
        assertThat(lanes).allSatisfy(lane -> assertThat(lane.committed()).isEqualTo(10));
        assertThat(order)
                .hasSizeGreaterThan(3)
                .isNotEqualTo(order.stream().sorted().toList());
        store.close();
        assertThat(lanes[0].congested()).isFalse();
    }
}
