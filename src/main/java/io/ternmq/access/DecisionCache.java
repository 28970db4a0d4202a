package io.ternmq.access;

import org.jspecify.annotations.Nullable;

/**
 * The decisions that one connection remembers: bounded, four places for each hash, the oldest of the four goes. Finding one
 * makes no garbage. Most connections ask little, so there are four places at first, and twice as many each time that four are
 * taken, up to the bound. On the connection's loop only.
 */
final class DecisionCache {
    /** Longer topics and filters are asked for each time, so that no client fills the memory with them. */
    static final int MAX_KEY_BYTES = 1024;

    private static final int WAYS = 4;

    private final int most;
    private @Nullable Entry[] entries = new @Nullable Entry[WAYS];
    private int turn;

    /** One decision; it holds for its epoch of the rules, up to a tick of the clock. */
    private record Entry(Object key, int kind, int epoch, long until, Outcome outcome) {}

    /** @param size how many decisions, at least 1; taken up to a power of two */
    DecisionCache(int size) {
        int sets = Integer.highestOneBit(2 * ((size + WAYS - 1) / WAYS) - 1);
        this.most = sets * WAYS;
    }

    /**
     * What was decided, or null when that isn't known any more.
     *
     * @param key a topic or a filter
     * @param kind what of it was asked
     * @param epoch the epoch of the rules
     * @param tick the clock
     */
    @Nullable
    Outcome find(Object key, int kind, int epoch, long tick) {
        int at = placeOf(key, kind);
        for (int i = at; i < at + WAYS; i++) {
            Entry entry = entries[i];
            if (entry != null
                    && entry.kind == kind
                    && entry.epoch == epoch
                    && entry.until > tick
                    && (entry.key == key || entry.key.equals(key))) {
                return entry.outcome;
            }
        }
        return null;
    }

    /** Takes one decision. */
    interface Visitor {
        void visit(Object key, int kind, Outcome outcome);
    }

    /** All that are still good. */
    void forEach(int epoch, long tick, Visitor visitor) {
        for (Entry entry : entries) {
            if (entry != null && entry.epoch == epoch && entry.until > tick) {
                visitor.visit(entry.key, entry.kind, entry.outcome);
            }
        }
    }

    void put(Object key, int kind, int epoch, long until, Outcome outcome) {
        int place = freePlace(key, kind, epoch);
        while (place < 0 && entries.length < most) {
            grow();
            place = freePlace(key, kind, epoch);
        }
        if (place < 0) {
            place = placeOf(key, kind) + (turn++ & WAYS - 1);
        }
        entries[place] = new Entry(key, kind, epoch, until, outcome);
    }

    /** The place that has the key already, or one that is empty or holds what is no good any more; -1 if there is none. */
    private int freePlace(Object key, int kind, int epoch) {
        int at = placeOf(key, kind);
        for (int i = at; i < at + WAYS; i++) {
            Entry entry = entries[i];
            if (entry == null || entry.epoch != epoch || entry.kind == kind && entry.key.equals(key)) {
                return i;
            }
        }
        return -1;
    }

    /** Twice the places: the four of each hash go to one of two sets of four, so there is room for all. */
    private void grow() {
        @Nullable Entry[] before = entries;
        entries = new @Nullable Entry[before.length * 2];
        for (Entry entry : before) {
            if (entry != null) {
                int at = placeOf(entry.key, entry.kind);
                while (entries[at] != null) {
                    at++;
                }
                entries[at] = entry;
            }
        }
    }

    /** How many decisions are remembered at the most. */
    int size() {
        return most;
    }

    private int placeOf(Object key, int kind) {
        // Fibonacci hashing: the upper half of the product spreads well what differs in its last bits only.
        int spread = (key.hashCode() + kind) * 0x9E3779B9 >>> 16;
        return (spread & entries.length / WAYS - 1) * WAYS;
    }
}
