package io.ternmq.session;

import io.ternmq.protocol.Qos;
import io.ternmq.store.CommitLane;

/**
 * What a delivery is besides its publish, packed into a long, so that queues and windows are plain arrays: what the store keeps of
 * it ({@link CommitLane#word}, bits 0 to 31), and for those under way their state (32, 33), whether they count against the receive
 * maximum (34), wait to be sent again (35), and the second in which they were sent last (36 to 63).
 */
final class DeliveryWord {
    /** No packet identifier is in use. */
    static final int FREE = 0;
    /** PUBLISH is on its way, PUBACK or PUBREC is awaited. */
    static final int SENT = 1;
    /** PUBREC has come; PUBREL is on its way or waits for the store, PUBCOMP is awaited. */
    static final int RELEASED = 2;

    static final long COUNTED = 1L << 34;
    static final long RESEND = 1L << 35;

    private static final int IDENTIFIER_MASK = (1 << 28) - 1;
    private static final long RETAIN = 1L << 30;
    private static final int STATE_SHIFT = 32;
    private static final long STATE_MASK = 3L << STATE_SHIFT;
    private static final int SECOND_SHIFT = 36;
    private static final long SECOND_MASK = -1L << SECOND_SHIFT;

    private DeliveryWord() {}

    static long of(Qos qos, boolean retain, int identifier) {
        return CommitLane.word(qos, retain, identifier);
    }

    static int identifier(long word) {
        return (int) word & IDENTIFIER_MASK;
    }

    static Qos qos(long word) {
        return Qos.of((int) (word >>> 28) & 3);
    }

    static boolean retain(long word) {
        return (word & RETAIN) != 0;
    }

    static int state(long word) {
        return (int) (word >>> STATE_SHIFT) & 3;
    }

    static long withState(long word, int state) {
        return word & ~STATE_MASK | (long) state << STATE_SHIFT;
    }

    static boolean is(long word, long flag) {
        return (word & flag) != 0;
    }

    static long withSecond(long word, long second) {
        return word & ~SECOND_MASK | second << SECOND_SHIFT;
    }

    /** How many seconds ago it was sent; right for spans below eight years. */
    static long age(long word, long second) {
        return second - (word >>> SECOND_SHIFT) & SECOND_MASK >>> SECOND_SHIFT;
    }

    /** What stays of it when it goes back to a queue. */
    static long fresh(long word) {
        return word & (1L << STATE_SHIFT) - 1;
    }
}
