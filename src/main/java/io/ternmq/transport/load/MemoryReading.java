package io.ternmq.transport.load;

/** Tells how much of its memory the node uses. */
public interface MemoryReading {
    /**
     * Used in percent of what may be used, of heap or direct memory, whichever is shorter. May be too high, never much too
     * low; exact after {@link #refresh}.
     */
    int percent();

    /** In words, for the log. */
    String describe();

    /** Has garbage removed that is still counted. May take long, and stops everybody else meanwhile. */
    void refresh();
}
