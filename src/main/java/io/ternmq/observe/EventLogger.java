package io.ternmq.observe;

import io.ternmq.event.BrokerEvent.AccessRefused;
import io.ternmq.event.BrokerEvent.ClientConnected;
import io.ternmq.event.BrokerEvent.SessionEnded;
import io.ternmq.event.EventBus;
import io.ternmq.event.Names;
import io.ternmq.protocol.SubscriberId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the log what nobody else writes there: what clients were not allowed to do, and at level debug the life of
 * clients and sessions. How connections end and why some were refused is
 * logged by who ends them, alarms by who raises them.
 *
 * <p>Called on any thread, mostly event loops. A client that is refused again and again costs one line a second, all together cost
 * twenty; the next line tells how many were left out.
 */
final class EventLogger {
    private static final Logger log = LoggerFactory.getLogger("io.ternmq.events");
    private static final int REMEMBERED_OFFENDERS = 1000;
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoClock;
    private final LineBudget budget = new LineBudget(20);
    private final Map<SubscriberId, Offender> offenders =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<SubscriberId, Offender> eldest) {
                    return size() > REMEMBERED_OFFENDERS;
                }
            });

    /** When a client was last written about, and what was left out since. */
    private record Offender(long loggedNanos, long leftOut) {}

    EventLogger(EventBus events, LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        events.subscribe(AccessRefused.class, this::onAccessRefused);
        events.subscribe(ClientConnected.class, this::onConnected);
        events.subscribe(SessionEnded.class, this::onSessionEnded);
    }

    private void onAccessRefused(AccessRefused refused) {
        long leftOut = leftOutOrSilent(refused.client());
        if (leftOut < 0) {
            return;
        }
        int allLeftOut = budget.offer(nanoClock.getAsLong());
        if (allLeftOut < 0) {
            return;
        }
        log.warn(
                "Refused {} to clientId={} mountpoint={} user={} address={} listener={} topic={} qos={} retain={} because {}{}{}{}",
                refused.action(),
                Names.escape(refused.client().clientId()),
                Names.escape(refused.client().mountpoint()),
                Names.escape(refused.userName()),
                refused.peer(),
                refused.listener(),
                Names.escape(refused.topic()),
                refused.qos(),
                refused.retain(),
                Names.escape(refused.explanation().sentence(), 1000),
                refused.by() == null ? "" : ", asked for over HTTP by " + Names.escape(refused.by()),
                leftOut == 0 ? "" : " (" + leftOut + " like it were not written)",
                allLeftOut == 0 ? "" : " (" + allLeftOut + " of all clients were not written)");
    }

    /** How many refusals of the client have been left out since the last line, or -1 when this one is to be left out too. */
    private long leftOutOrSilent(SubscriberId client) {
        long now = nanoClock.getAsLong();
        long[] leftOut = {0};
        offenders.compute(client, (id, known) -> {
            if (known != null && now - known.loggedNanos() < SILENCE_NANOS) {
                leftOut[0] = -1;
                return new Offender(known.loggedNanos(), known.leftOut() + 1);
            }
            leftOut[0] = known == null ? 0 : known.leftOut();
            return new Offender(now, 0);
        });
        return leftOut[0];
    }

    private void onConnected(ClientConnected connected) {
        if (log.isDebugEnabled()) {
            log.debug(
                    "Connected clientId={} mountpoint={} user={} peer={} listener={} version={} sessionPresent={}",
                    Names.escape(connected.client().clientId()),
                    Names.escape(connected.client().mountpoint()),
                    Names.escape(connected.userName()),
                    connected.peer(),
                    connected.listener(),
                    connected.version(),
                    connected.sessionPresent());
        }
    }

    private void onSessionEnded(SessionEnded ended) {
        if (log.isDebugEnabled()) {
            log.debug(
                    "Session {} clientId={} mountpoint={}",
                    ended.expired() ? "expired" : "ended",
                    Names.escape(ended.client().clientId()),
                    Names.escape(ended.client().mountpoint()));
        }
    }
}
