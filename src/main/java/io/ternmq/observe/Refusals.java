package io.ternmq.observe;

import io.ternmq.event.BrokerEvent.AccessRefused;
import io.ternmq.event.BrokerEvent.ConnectionRefused;
import io.ternmq.event.EventBus;
import io.ternmq.event.Explained;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The latest refusals, a bounded number of them: who was not allowed what, and why. Written on event loops under a lock that is held
 * for a moment; very long names are cut, so that nobody fills the memory with them. Thread safe.
 */
public final class Refusals {
    private static final int MOST_CHARACTERS = 1024;

    private final @Nullable Refusal[] ring;
    private final Clock clock;
    private long written;

    /** @param kept how many; 0 for none */
    public Refusals(EventBus events, int kept, Clock clock) {
        this.ring = new @Nullable Refusal[kept];
        this.clock = clock;
        if (kept > 0) {
            events.subscribe(AccessRefused.class, this::onAccessRefused);
            events.subscribe(ConnectionRefused.class, this::onConnectionRefused);
        }
    }

    private void onAccessRefused(AccessRefused refused) {
        add(number -> new Refusal(
                number,
                clock.instant(),
                refused.action(),
                refused.client().mountpoint(),
                cut(refused.client().clientId()),
                cut(refused.userName()),
                refused.peer(),
                refused.listener(),
                String.valueOf(cut(refused.topic())),
                refused.qos(),
                refused.retain(),
                refused.reason(),
                refused.explanation(),
                refused.by()));
    }

    private void onConnectionRefused(ConnectionRefused refused) {
        Explained why = refused.explanation();
        add(number -> new Refusal(
                number,
                clock.instant(),
                "connect",
                refused.mountpoint(),
                cut(refused.clientId()),
                cut(refused.userName()),
                refused.peer(),
                refused.listener(),
                "",
                0,
                false,
                refused.reason(),
                why == null ? Explained.byBroker(refused.detail()) : why,
                null));
    }

    /** Makes a refusal with its number. */
    private interface Maker {
        Refusal make(long number);
    }

    private synchronized void add(Maker maker) {
        written++;
        ring[(int) (written % ring.length)] = maker.make(written);
    }

    private static @Nullable String cut(@Nullable String name) {
        if (name == null || name.length() <= MOST_CHARACTERS) {
            return name;
        }
        int end = Character.isHighSurrogate(name.charAt(MOST_CHARACTERS - 1)) ? MOST_CHARACTERS - 1 : MOST_CHARACTERS;
        return name.substring(0, end) + "…";
    }

    /**
     * Refusals, the latest first.
     *
     * @param before only those with a lower number; {@link Long#MAX_VALUE} for the latest
     */
    public synchronized List<Refusal> list(Refusal.Filter filter, long before, int limit) {
        List<Refusal> found = new ArrayList<>();
        long oldest = Math.max(0, written - ring.length);
        for (long at = Math.min(written, before - 1); at > oldest && found.size() < limit; at--) {
            Refusal refusal = ring[(int) (at % ring.length)];
            if (refusal != null && filter.accepts(refusal)) {
                found.add(refusal);
            }
        }
        return found;
    }

    /** How many there have been since the start, those among them that are kept no longer. */
    public synchronized long total() {
        return written;
    }
}
