package io.ternmq.admin;

/**
 * How many a change would concern.
 *
 * @param complete false when there are so many that not all could be counted in time; then it can't be done
 */
public record Preview(long count, boolean complete) {}
