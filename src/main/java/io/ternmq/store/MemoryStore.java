package io.ternmq.store;

import io.ternmq.protocol.Publish;
import java.util.concurrent.Executor;

/**
 * The store of a node that promises nothing beyond its process: positions rise and are committed as soon as they are handed
 * over. It keeps nothing; what waits for a client is in the client's session.
 */
public final class MemoryStore implements MessageStore {
    @Override
    public CommitLane lane(Executor loop, Runnable onCommitted) {
        return new Lane(onCommitted);
    }

    @Override
    public void close() {
        // Nothing is kept, so there is nothing to finish.
    }

    private static final class Lane implements CommitLane {
        private final Runnable onCommitted;
        private long position;
        private long committed;

        Lane(Runnable onCommitted) {
            this.onCommitted = onCommitted;
        }

        @Override
        public long append(Publish publish, SessionUid[] receivers, int count) {
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
            if (committed < position) {
                committed = position;
                onCommitted.run();
            }
        }

        @Override
        public long committed() {
            return committed;
        }

        @Override
        public boolean congested() {
            return false;
        }
    }
}
