package io.ternmq.access;

/** What access control says. */
public enum Decision {
    ALLOW,
    DENY,
    /** The answer is under way; whoever asked waits without blocking anybody else and asks again when told. */
    PENDING
}
