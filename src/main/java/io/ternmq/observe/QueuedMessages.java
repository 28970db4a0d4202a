package io.ternmq.observe;

import java.util.concurrent.TimeUnit;

/**
 * How many messages wait in sessions. To count them takes a walk over all sessions, so the number is used again for a second, and
 * for a hundred times as long as the last walk took: watching costs a hundredth of a processor at the most, and with very
 * many sessions the number is some seconds old. Thread safe.
 */
final class QueuedMessages {
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(900);
    private static final int SHARE = 100;

    private final NodeFacts facts;
    private long messages;
    private long nextWalkNanos = System.nanoTime();

    QueuedMessages(NodeFacts facts) {
        this.facts = facts;
    }

    /** The number, a moment old. */
    synchronized long count() {
        long begin = System.nanoTime();
        if (begin - nextWalkNanos >= 0) {
            messages = facts.queuedMessages();
            long end = System.nanoTime();
            nextWalkNanos = end + Math.max(FRESH_NANOS, SHARE * (end - begin));
        }
        return messages;
    }
}
