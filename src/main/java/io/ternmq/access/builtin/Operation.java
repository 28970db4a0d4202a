package io.ternmq.access.builtin;

/** What a rule speaks of. */
public enum Operation {
    /** Connecting, with a client id that the rule's target fits. */
    CONNECT,
    /** Publishing without the retain flag. A denial of it is one of {@link #RETAIN} and {@link #WILL} too. */
    PUBLISH,
    /** Subscribing; a shared subscription too, unless the rule names share names. */
    SUBSCRIBE,
    /** Publishing with the retain flag, deleting a retained message among it. */
    RETAIN,
    /** Leaving a will; one to be retained needs {@link #RETAIN} as well. */
    WILL
}
