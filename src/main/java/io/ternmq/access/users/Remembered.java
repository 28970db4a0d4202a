package io.ternmq.access.users;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The latest of what was found out, by name: so many, for so long, and until something changes.
 *
 * <p>Who wants to remember something reads {@link #epoch()} before it finds it out, and gives it when it puts it here; what was found
 * out before the last {@link #clear()} isn't taken. Thread safe; locks for the moment of a look-up.
 */
final class Remembered<V> {
    private final long keptNanos;
    private final LongSupplier clock;
    private final Map<String, Known<V>> entries;
    private long epoch;

    private record Known<V>(V value, long until) {}

    /** @param kept zero remembers nothing */
    Remembered(int capacity, Duration kept, LongSupplier nanoClock) {
        this.keptNanos = kept.toNanos();
        this.clock = nanoClock;
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Known<V>> eldest) {
                return size() > capacity;
            }
        };
    }

    synchronized long epoch() {
        return epoch;
    }

    synchronized @Nullable V find(String name) {
        Known<V> entry = entries.get(name);
        if (entry == null) {
            return null;
        } else if (entry.until() - clock.getAsLong() <= 0) {
            entries.remove(name);
            return null;
        }
        return entry.value();
    }

    synchronized void put(String name, V value, long foundIn) {
        if (foundIn == epoch && keptNanos > 0) {
            entries.put(name, new Known<>(value, clock.getAsLong() + keptNanos));
        }
    }

    synchronized void clear() {
        epoch++;
        entries.clear();
    }
}
