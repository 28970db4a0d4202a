package io.ternmq.admin;

/**
 * Rates of one second, for charts.
 *
 * @param atMillis when the second ended, wall clock
 */
public record RatePoint(long atMillis, double messagesIn, double messagesOut, double dropped, double connects) {}
