package io.ternmq.access.builtin;

/** Somebody else has changed the rules in the meantime. */
public final class StaleRulesException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StaleRulesException() {
        super("the rules have been changed in the meantime; look at them again");
    }
}
