package io.ternmq.store;

/**
 * How the store is.
 *
 * @param reason a sentence; empty when all is well
 */
public record StoreHealth(State state, String reason) {
    /** All is well. */
    public static final StoreHealth GOOD = new StoreHealth(State.OK, "");

    /** From good to bad. */
    public enum State {
        /** All is well. */
        OK,
        /** Less space is free than the settings ask for; everything still works. */
        LOW_SPACE,
        /** The tables can't be written: the log grows, and the next start takes longer. Everything still works. */
        DEGRADED,
        /**
         * There is no space, or only a rest that is kept for what makes space: no messages should be handed over. What is
         * handed over all the same, such as that deliveries are done, is committed as long as the disk takes it.
         */
        FULL,
        /** Files can't be written for another reason: nothing is committed until they can. It is tried again all the time. */
        FAILED
    }

    /** Whether messages for persistent sessions should be handed over at present; if not, they aren't to be acknowledged. */
    public boolean takesMessages() {
        return state.compareTo(State.DEGRADED) <= 0;
    }
}
