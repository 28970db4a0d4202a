package io.ternmq.durability;

/** How many messages may be begun: so many a second, all publishers together, or as many as their windows allow. */
final class Pace {
    private static final double MOST_SAVED_SECONDS = 0.05;

    private final int perSecond;
    private double saved;
    private long last = System.nanoTime();

    /** @param perSecond 0 for no limit */
    Pace(int perSecond) {
        this.perSecond = perSecond;
    }

    /** Adds what has become due since the last call. */
    void tick() {
        long now = System.nanoTime();
        saved = Math.min(saved + (now - last) / 1e9 * perSecond, perSecond * MOST_SAVED_SECONDS);
        last = now;
    }

    boolean take() {
        if (perSecond == 0) {
            return true;
        }
        if (saved < 1) {
            return false;
        }
        saved--;
        return true;
    }
}
