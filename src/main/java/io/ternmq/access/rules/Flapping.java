package io.ternmq.access.rules;

import io.ternmq.access.builtin.Ban;
import io.ternmq.access.builtin.BanStore;
import io.ternmq.access.builtin.Who;
import io.ternmq.config.FlappingSettings;
import io.ternmq.event.BrokerEvent.ClientDisconnected;
import io.ternmq.event.EventBus;
import io.ternmq.event.Names;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bans clients that come and go too often.
 *
 * <p>Counts the disconnections of each client id within a window that begins with the first of them, of a bounded number of client
 * ids, those that have been quiet for longest going first. Only if the settings ask for it. Called on event loops; counting holds a
 * lock for a moment, and only when a client has gone.
 */
public final class Flapping {
    /** Who has made such bans. */
    public static final String BY = "flapping";

    private static final Logger LOG = LoggerFactory.getLogger(Flapping.class);
    private static final int REMEMBERED = 10_000;

    private final FlappingSettings settings;
    private final BanStore bans;
    private final InstantSource clock;
    private final Map<SubscriberId, Tally> tallies = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SubscriberId, Tally> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Tally(long sinceMillis, int count) {}

    private Flapping(FlappingSettings settings, BanStore bans, InstantSource clock) {
        this.settings = settings;
        this.bans = bans;
        this.clock = clock;
    }

    /** Begins to count, if the settings ask for it. */
    public static void watch(FlappingSettings settings, BanStore bans, EventBus events, InstantSource clock) {
        if (settings.maxCount() > 0) {
            Flapping flapping = new Flapping(settings, bans, clock);
            events.subscribe(ClientDisconnected.class, flapping::onDisconnected);
        }
    }

    private void onDisconnected(ClientDisconnected gone) {
        // Whom the broker sends away for what an operator or a shutdown wants doesn't flap.
        if (gone.reason() != ReasonCode.SERVER_SHUTTING_DOWN && gone.reason() != ReasonCode.ADMINISTRATIVE_ACTION) {
            Ban ban = count(gone.client());
            if (ban != null) {
                LOG.warn(
                        "Client {} is banned until {}: {}",
                        Names.escape(gone.client().clientId()),
                        ban.until(),
                        ban.reason());
                bans.add(ban).subscribe(kept -> {}, why -> LOG.error("A ban for flapping could not be kept", why));
            }
        }
    }

    private synchronized @Nullable Ban count(SubscriberId client) {
        long now = clock.millis();
        Tally before = tallies.get(client);
        boolean same =
                before != null && now - before.sinceMillis() < settings.window().toMillis();
        Tally tally = same && before != null ? new Tally(before.sinceMillis(), before.count() + 1) : new Tally(now, 1);
        if (tally.count() <= settings.maxCount()) {
            tallies.put(client, tally);
            return null;
        }
        tallies.remove(client);
        Instant since = Instant.ofEpochMilli(now);
        String reason = "disconnected %d times within %s".formatted(tally.count(), settings.window());
        return new Ban(0, Who.Kind.CLIENT_ID, client.clientId(), reason, BY, since, since.plus(settings.banTime()));
    }
}
