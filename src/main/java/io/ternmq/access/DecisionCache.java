package io.ternmq.access;

import org.jspecify.annotations.Nullable;

/**
 * The decisions that one connection remembers: bounded, four places for each hash, the oldest of the four goes. Finding one
 * makes no garbage. On the connection's loop only.
 */
final class DecisionCache {
    /** Longer topics and filters are asked for each time, so that no client fills the memory with them. */
    static final int MAX_KEY_BYTES = 1024;

    private static final int WAYS = 4;

    private final @Nullable Entry[] entries;
    private final int mask;
    private int turn;

    /** One decision; it holds for its epoch of the rules, up to a tick of the clock. */
    private record Entry(Object key, int kind, int epoch, long until, Outcome outcome) {}

    /** @param size how many decisions, at least 1; taken up to a power of two */
    DecisionCache(int size) {
        int sets = Integer.highestOneBit(2 * ((size + WAYS - 1) / WAYS) - 1);
        this.entries = new @Nullable Entry[sets * WAYS];
        this.mask = sets - 1;
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

    void put(Object key, int kind, int epoch, long until, Outcome outcome) {
        int at = placeOf(key, kind);
        int place = at + (turn++ & WAYS - 1);
        for (int i = at; i < at + WAYS; i++) {
            Entry entry = entries[i];
            if (entry == null || entry.epoch != epoch || entry.kind == kind && entry.key.equals(key)) {
                place = i;
                break;
            }
        }
        entries[place] = new Entry(key, kind, epoch, until, outcome);
    }

    /** How many places there are. */
    int size() {
        return entries.length;
    }

    private int placeOf(Object key, int kind) {
        // Fibonacci hashing: the upper half of the product spreads well what differs in its last bits only.
        int spread = (key.hashCode() + kind) * 0x9E3779B9 >>> 16;
        return (spread & mask) * WAYS;
    }
}
