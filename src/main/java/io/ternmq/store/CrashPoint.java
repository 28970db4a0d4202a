package io.ternmq.store;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Places where a test lets the broker's process die, to see that nothing is lost. Chosen by the system property
 * {@code ternmq-test.crash-at}, such as {@code WRITTEN} or {@code COPIED:3} for the third time; free when it isn't given.
 */
public enum CrashPoint {
    /** A group of batches is in the file, and nobody knows yet. */
    WRITTEN,
    /** A loop is about to learn of a commit, and to acknowledge. */
    COMMITTED,
    /** A segment's live messages have been copied, and the segment is still there. */
    COPIED,
    /** Tables have been read, and the log has been replayed in part. */
    RECOVERING,
    /** The tables have been written, and nothing has been deleted of what they made needless. */
    TABLES_WRITTEN,
    /** A session is being taken over: another connection has it, and the store doesn't know yet. */
    TAKEOVER;

    private static final String ARMED = System.getProperty("ternmq-test.crash-at", "");
    private static final @Nullable CrashPoint POINT = ARMED.isEmpty() ? null : valueOf(ARMED.split(":", 2)[0]);
    private static final AtomicInteger LEFT =
            new AtomicInteger(ARMED.contains(":") ? Integer.parseInt(ARMED.split(":", 2)[1]) : 1);

    /** The process status of one that has died so. */
    public static final int STATUS = 137;

    /** Ends the process at once, without a word, if a test wants it here. */
    public void reach() {
        if (POINT == this && LEFT.decrementAndGet() == 0) {
            Runtime.getRuntime().halt(STATUS);
        }
    }
}
