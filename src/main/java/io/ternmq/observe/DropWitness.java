package io.ternmq.observe;

import io.ternmq.event.BrokerEvent.MessageDropped;
import io.ternmq.event.DropReason;
import io.ternmq.event.EventBus;
import io.ternmq.event.Names;
import io.ternmq.protocol.SubscriberId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log whose messages are lost while messages are lost. Counters know how many and why but not whose, and an event for
 * each drop would cost most when the node has least to spare. So once a minute, while there are losses, it listens for a
 * second or a thousand drops, whichever is over first, and writes one line with the clients that it saw most.
 *
 * <p>States: not listening ({@code listening} is null) or listening. The sampling thread changes the state; events come on any
 * thread and only count.
 */
final class DropWitness {
    private static final Logger log = LoggerFactory.getLogger("io.ternmq.events");
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST_DROPS = 1000;
    private static final int MOST_CLIENTS = 200;
    private static final int NAMED = 5;

    private final EventBus events;
    private final Map<Loss, LongAdder> seen = new ConcurrentHashMap<>();
    private final AtomicInteger drops = new AtomicInteger();
    private EventBus.@Nullable Subscription listening;
    private long nextNanos;

    DropWitness(EventBus events, long nowNanos) {
        this.events = events;
        this.nextNanos = nowNanos;
    }

    /** A client that lost messages for a reason. */
    private record Loss(SubscriberId client, DropReason reason) {}

    /**
     * Begins to listen, or ends and writes; on the sampling thread, once a second.
     *
     * @param losing whether messages are being lost
     */
    void look(boolean losing, long nowNanos) {
        EventBus.Subscription open = listening;
        if (open != null) {
            open.close();
            listening = null;
            nextNanos = nowNanos + PAUSE_NANOS;
            write();
        } else if (losing && nowNanos - nextNanos >= 0) {
            seen.clear();
            drops.set(0);
            listening = events.subscribe(MessageDropped.class, this::onDropped);
        }
    }

    private void onDropped(MessageDropped dropped) {
        if (!ProblemRules.isLoss(dropped.reason()) || drops.incrementAndGet() > MOST_DROPS) {
            return;
        }
        Loss loss = new Loss(dropped.receiver(), dropped.reason());
        LongAdder count = seen.get(loss);
        if (count == null && seen.size() < MOST_CLIENTS) {
            count = seen.computeIfAbsent(loss, first -> new LongAdder());
        }
        if (count != null) {
            count.increment();
        }
    }

    private void write() {
        if (seen.isEmpty()) {
            return;
        }
        List<Map.Entry<Loss, LongAdder>> most = seen.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<Loss, LongAdder> entry) ->
                                entry.getValue().sum())
                        .reversed())
                .limit(NAMED)
                .toList();
        log.warn(
                "Messages are being dropped; in one second {} clients or more lost some, most of them {}",
                seen.size(),
                most.stream()
                        .map(entry -> "clientId=%s mountpoint=%s (%s, %d)"
                                .formatted(
                                        Names.escape(entry.getKey().client().clientId()),
                                        Names.escape(entry.getKey().client().mountpoint()),
                                        entry.getKey().reason().words(),
                                        entry.getValue().sum()))
                        .collect(Collectors.joining("; ")));
    }
}
