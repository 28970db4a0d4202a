package io.ternmq.api.rights;

/** How much one answer lists. */
final class Limits {
    static final int DEFAULT = 100;
    private static final int MOST = 1000;

    private Limits() {}

    static int bounded(int limit) {
        return Math.max(1, Math.min(MOST, limit));
    }
}
