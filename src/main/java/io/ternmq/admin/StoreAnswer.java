package io.ternmq.admin;

/**
 * What came of something that was done with a store.
 *
 * @param good whether nothing is wrong
 * @param text lines for people
 */
public record StoreAnswer(boolean good, String text) {}
