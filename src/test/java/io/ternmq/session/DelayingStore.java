package io.ternmq.session;

import io.ternmq.protocol.Publish;
import io.ternmq.store.CommitLane;
import io.ternmq.store.MessageStore;
import io.ternmq.store.SessionUid;
import io.ternmq.store.StoreHealth;
import io.ternmq.store.StoreRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A store that commits late: when the test says so, some of what it was given, of one lane before the other. It keeps the records
 * that it was given, so that a test can look.
 */
final class DelayingStore implements MessageStore {
    final List<StoreRecord> records = new ArrayList<>();
    private final List<Lane> lanes = new ArrayList<>();
    private final Random random;
    private Consumer<? super StoreHealth> listener = health -> {};
    /** Whether more waits than there should. */
    boolean congested;

    DelayingStore(long seed) {
        random = new Random(seed);
    }

    @Override
    public CommitLane lane(Executor loop, Runnable onCommitted) {
        Lane lane = new Lane(loop, onCommitted);
        lanes.add(lane);
        return lane;
    }

    @Override
    public void onHealth(Consumer<? super StoreHealth> told) {
        listener = told;
    }

    /** Tells how the store is. */
    void health(StoreHealth.State state) {
        listener.accept(new StoreHealth(state, ""));
    }

    /** Commits all that was handed over. */
    void commitAll() {
        for (Lane lane : lanes) {
            lane.commit(lane.submitted);
        }
    }

    /** Commits a part of what one lane was handed over; says whether there was anything. */
    boolean commitSome() {
        List<Lane> behind =
                lanes.stream().filter(lane -> lane.next < lane.submitted).toList();
        if (behind.isEmpty()) {
            return false;
        }
        Lane lane = behind.get(random.nextInt(behind.size()));
        lane.commit(lane.next + 1 + random.nextInt((int) (lane.submitted - lane.next)));
        return true;
    }

    @Override
    public void close() {
        // Nothing to finish.
    }

    private final class Lane implements CommitLane {
        private final Executor loop;
        private final Runnable onCommitted;
        private long position;
        private long submitted;
        private long next;
        private long committed;

        Lane(Executor loop, Runnable onCommitted) {
            this.loop = loop;
            this.onCommitted = onCommitted;
        }

        private void commit(long until) {
            next = until;
            loop.execute(() -> {
                if (committed < until) {
                    committed = until;
                    onCommitted.run();
                }
            });
        }

        @Override
        public long append(Publish publish, SessionUid[] receivers, int count) {
            return ++position;
        }

        @Override
        public long append(StoreRecord change) {
            records.add(change);
            return ++position;
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public void submit() {
            submitted = position;
        }

        @Override
        public long committed() {
            return committed;
        }

        @Override
        public boolean congested() {
            return congested;
        }
    }
}
