package io.ternmq.store;

/**
 * Something that was found damaged or lost in the store.
 *
 * @param sentence for people: what, where, and what became of it
 */
public record StoreProblem(Kind kind, String sentence) {
    /** What it is. */
    public enum Kind {
        /** The log ended in the midst of a record, as it does when the process or the power ends while it is written; it was cut. */
        TORN_TAIL,
        /** Bytes in the log aren't what was written; they were passed over. */
        DAMAGED_RECORD,
        /** A file of the log can't be read at all. */
        DAMAGED_SEGMENT,
        /** The tables were damaged; they were moved aside and made again from the log. */
        DAMAGED_TABLES,
        /** A message that a session waits for isn't in the log. */
        MISSING_MESSAGE
    }
}
