package io.ternmq.transport.load;

/** Tells how much of its memory the node uses. */
public interface MemoryReading {
    /** Used in percent of what may be used, of heap or direct memory, whichever is shorter. */
    int percent();

    /** In words, for the log. */
    String describe();

    /** Asks the collector to look again, because a high reading may be an old one. May take long. */
    void refresh();
}
