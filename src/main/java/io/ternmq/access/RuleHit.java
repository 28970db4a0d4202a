package io.ternmq.access;

/**
 * How often a rule has decided since the broker started; decisions that a connection remembers count once.
 *
 * @param lastMillis when last, wall clock; 0 for never
 */
public record RuleHit(long count, long lastMillis) {
    /** Never yet. */
    public static final RuleHit NONE = new RuleHit(0, 0);
}
