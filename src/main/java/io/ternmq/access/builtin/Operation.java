package io.ternmq.access.builtin;

/** What a rule speaks of. */
public enum Operation {
    /** Connecting, with a client id that the rule's target fits. */
    CONNECT,
    /** Publishing without the retain flag, unless {@link #RETAIN} is there too. */
    PUBLISH,
    /** Subscribing; a shared subscription too, unless the rule names share names. */
    SUBSCRIBE,
    /** Publishing with the retain flag, deleting a retained message among it. */
    RETAIN,
    /** Leaving a will. */
    WILL
}
