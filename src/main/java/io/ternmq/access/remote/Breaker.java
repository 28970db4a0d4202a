package io.ternmq.access.remote;

/**
 * A circuit breaker.
 *
 * <p>States: CLOSED, in which all questions pass and their outcomes are watched; OPEN, in which none passes, from {@link
 * #ROW} failures in a row or when half of the last {@link #WINDOW} have failed; TRYING, in which one question is under way to
 * see whether the source is back: its success closes the breaker and its failure opens it again. Each change begins a new
 * generation, and the outcome of a question of an earlier one changes nothing, so that what was asked before the source went
 * down can't speak for it afterwards. Thread safe.
 */
final class Breaker {
    /** So many failures in a row open it. */
    static final int ROW = 5;

    /** So many outcomes are watched, of which half may not be failures. */
    static final int WINDOW = 32;

    /** What {@link #admit} gives when the question may not pass. */
    static final int REFUSED = -1;

    private static final long ROW_BITS = (1L << ROW) - 1;
    private static final long WINDOW_BITS = (1L << WINDOW) - 1;

    private final long pauseNanos;
    private final boolean ownTrials;
    private State state = State.CLOSED;
    private int generation;
    private long failures;
    private long openedNanos;

    /** Where it stands. */
    enum State {
        CLOSED,
        OPEN,
        TRYING
    }

    /** What an outcome has changed. */
    enum Change {
        NONE,
        OPENED,
        /** It was open, and still is after a trial. */
        REOPENED,
        CLOSED
    }

    /** @param ownTrials whether trials are begun by {@link #beginTrial} alone, and never with a client's question */
    Breaker(long pauseNanos, boolean ownTrials) {
        this.pauseNanos = pauseNanos;
        this.ownTrials = ownTrials;
    }

    synchronized State state() {
        return state;
    }

    /** Whether a question may pass: the generation to tell its outcome with, or {@link #REFUSED}. */
    synchronized int admit(long nowNanos) {
        if (state == State.CLOSED) {
            return generation;
        }
        boolean due = state == State.OPEN && nowNanos - openedNanos >= pauseNanos;
        return due && !ownTrials ? beginTrial() : REFUSED;
    }

    /** A question of the guard's own is about to be asked, to see how the source is. */
    synchronized int beginTrial() {
        state = State.TRYING;
        return ++generation;
    }

    /** Opens it without more ado, as the first question of all has failed; gives whether it was closed. */
    synchronized boolean open(long nowNanos) {
        if (state != State.CLOSED) {
            return false;
        }
        become(State.OPEN, nowNanos);
        return true;
    }

    /** How a question ended. */
    synchronized Change onOutcome(int ofGeneration, boolean failed, long nowNanos) {
        if (ofGeneration != generation) {
            return Change.NONE;
        }
        if (state == State.TRYING) {
            become(failed ? State.OPEN : State.CLOSED, nowNanos);
            return failed ? Change.REOPENED : Change.CLOSED;
        }
        failures = failures << 1 & WINDOW_BITS | (failed ? 1 : 0);
        boolean inRow = (failures & ROW_BITS) == ROW_BITS;
        if (state == State.CLOSED && failed && (inRow || Long.bitCount(failures) * 2 >= WINDOW)) {
            become(State.OPEN, nowNanos);
            return Change.OPENED;
        }
        return Change.NONE;
    }

    private void become(State next, long nowNanos) {
        state = next;
        generation++;
        failures = 0;
        openedNanos = nowNanos;
    }
}
