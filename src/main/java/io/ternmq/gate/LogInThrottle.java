package io.ternmq.gate;

import io.ternmq.config.ConsoleSettings;
import io.ternmq.config.Settings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Makes guessing of passwords slow: who has failed too often has to wait, and so has an account that too many have failed at. A browser
 * that has logged in to the account lately counts for itself alone, whatever others do. An attempt
 * counts as a failure from its beginning until it has succeeded, so that many at once are no way around.
 *
 * <p>One lock for all; nothing is done under it but counting. Names that were not heard of for the longest time are forgotten when there are
 * too many, so memory is bounded.
 */
@Component
class LogInThrottle {
    private static final int MAX_NAMES = 20_000;

    private final Settings settings;
    private final LongSupplier nanos;
    private final Map<String, Failures> byName = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > MAX_NAMES;
        }
    };

    @Autowired
    LogInThrottle(Settings settings) {
        this(settings, System::nanoTime);
    }

    /** @param nanos the clock */
    LogInThrottle(Settings settings, LongSupplier nanos) {
        this.settings = settings;
        this.nanos = nanos;
    }

    /** What one name has on its account: when it has failed, and until when it has to wait. */
    private static final class Failures {
        final Deque<Long> at = new ArrayDeque<>();
        boolean locked;
        long lockedUntil;
    }

    /**
     * Begins an attempt.
     *
     * @param names the account's and the address's, or the browser's alone; told apart by the caller
     * @return how long is to be waited; zero when the attempt may be made, and then counts
     */
    synchronized Duration begin(List<String> names) {
        long now = nanos.getAsLong();
        long wait = 0;
        for (String name : names) {
            Failures failures = byName.get(name);
            if (failures != null && failures.locked) {
                wait = Math.max(wait, failures.lockedUntil - now);
            }
        }
        if (wait > 0) {
            return Duration.ofNanos(wait);
        }
        names.forEach(name -> count(byName.computeIfAbsent(name, any -> new Failures()), now));
        return Duration.ZERO;
    }

    private void count(Failures failures, long now) {
        ConsoleSettings console = settings.current().console();
        failures.locked = false;
        failures.at.removeIf(at -> now - at > console.logInWindow().toNanos());
        failures.at.add(now);
        if (failures.at.size() >= console.logInFailures()) {
            failures.locked = true;
            failures.lockedUntil = now + console.logInLock().toNanos();
        }
    }

    /** The attempt that was begun last under these names was a good one: the first has no failures any more, the others one less. */
    synchronized void succeeded(List<String> names) {
        byName.remove(names.get(0));
        withdrawn(names.subList(1, names.size()));
    }

    /** The attempt that was begun last under these names came to nothing, since it couldn't be made. */
    synchronized void withdrawn(List<String> names) {
        for (String name : names) {
            Failures failures = byName.get(name);
            if (failures != null) {
                failures.at.pollLast();
                failures.locked = false;
            }
        }
    }

    /** Whether a failure that has just been counted was the one that locks. */
    synchronized boolean isLocked(String name) {
        Failures failures = byName.get(name);
        return failures != null && failures.locked && failures.lockedUntil - nanos.getAsLong() > 0;
    }
}
