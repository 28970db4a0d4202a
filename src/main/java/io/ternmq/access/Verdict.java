package io.ternmq.access;

/** What one source says to a question. */
public enum Verdict {
    /** Yes; nobody else is asked. */
    OK,
    /** No; nobody else is asked. */
    REJECT,
    /** The source knows nothing of it; the next one is asked. At the end of the line it is a no. */
    NEXT
}
