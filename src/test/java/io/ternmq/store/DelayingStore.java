package io.ternmq.store;

import io.ternmq.protocol.Publish;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;

/**
 * A store that commits late, by parts of a batch, lanes in another order than they were submitted, and that is congested now and
 * then, all as a seed says. It commits nothing but in {@link #step}, which a test calls from any thread as often as it likes.
 */
public final class DelayingStore implements MessageStore {
    private final Random random;
    private final List<Lane> lanes = new ArrayList<>();
    private final int congestedPercent;

    /**
     * @param congestedPercent how often a lane is found to be congested
     */
    public DelayingStore(long seed, int congestedPercent) {
        this.random = new Random(seed);
        this.congestedPercent = congestedPercent;
    }

    @Override
    public synchronized CommitLane lane(Executor loop, Runnable onCommitted) {
        Lane lane = new Lane(loop, onCommitted);
        lanes.add(lane);
        return lane;
    }

    /** Commits something of one lane, if anything waits; says whether more does. */
    public synchronized boolean step() {
        List<Lane> behind = new ArrayList<>(lanes);
        behind.removeIf(lane -> !lane.behind());
        for (Lane lane : lanes) {
            lane.congested(random.nextInt(100) < congestedPercent);
        }
        if (behind.isEmpty()) {
            return false;
        }
        behind.get(random.nextInt(behind.size())).commit(random);
        return behind.size() > 1 || behind.get(0).behind();
    }

    /** Commits all that was submitted. */
    public void settle() {
        while (step()) {
            // On with it.
        }
        synchronized (this) {
            lanes.forEach(lane -> lane.congested(false));
        }
    }

    /** How many positions were submitted and are not committed. */
    public synchronized long behind() {
        return lanes.stream().mapToLong(Lane::distance).sum();
    }

    @Override
    public void close() {
        settle();
    }

    private static final class Lane implements CommitLane {
        private final Executor loop;
        private final Runnable onCommitted;
        private long position;
        private volatile long submitted;
        /** What the store has committed; the loop learns of it by its task. */
        private volatile long reached;

        private volatile boolean congested;
        private long committed;

        Lane(Executor loop, Runnable onCommitted) {
            this.loop = loop;
            this.onCommitted = onCommitted;
        }

        boolean behind() {
            return reached < submitted;
        }

        long distance() {
            return submitted - reached;
        }

        void congested(boolean now) {
            congested = now;
        }

        void commit(Random random) {
            long left = submitted - reached;
            long until = reached + 1 + (left > 1 ? random.nextLong(left) : 0);
            reached = until;
            loop.execute(() -> {
                committed = Math.max(committed, until);
                onCommitted.run();
            });
        }

        @Override
        public long append(Publish publish, SessionUid[] receivers, int count) {
            for (int i = 0; i < count; i++) {
                if (receivers[i] == null) {
                    throw new IllegalArgumentException("receiver " + i + " is missing");
                }
            }
            return ++position;
        }

        @Override
        public long append(StoreRecord change) {
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
