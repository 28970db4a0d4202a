package io.ternmq.observe;

import java.time.Instant;

/**
 * Something that an operator should know, in words.
 *
 * @param name the same for as long as the problem lasts, for instance {@code listener/default}
 * @param sentence what is wrong and who is affected
 * @param advice what can be done; empty when nothing can be said
 * @param since when it was first seen
 */
public record Problem(String name, Severity severity, String sentence, String advice, Instant since) {
    /** The name of the one about the database of users and rules. */
    public static final String DATABASE = "database";

    /** How bad it is. */
    public enum Severity {
        /** It works, but not as well as it should. */
        WARNING,
        /** Clients are turned away or lose messages that they were promised. */
        CRITICAL
    }
}
