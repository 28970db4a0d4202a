package io.ternmq.observe;

import io.ternmq.config.TimelineSettings;
import io.ternmq.event.BrokerEvent.AccessRefused;
import io.ternmq.event.BrokerEvent.ClientConnected;
import io.ternmq.event.BrokerEvent.ClientDisconnected;
import io.ternmq.event.BrokerEvent.ConnectionRefused;
import io.ternmq.event.BrokerEvent.MessagesLost;
import io.ternmq.event.BrokerEvent.SessionEnded;
import io.ternmq.event.BrokerEvent.Subscribed;
import io.ternmq.event.BrokerEvent.Unsubscribed;
import io.ternmq.event.EventBus;
import io.ternmq.event.Names;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happened last to each of those clients that something happened to last: how they connected and why they went, what they
 * subscribed to, what they were refused and what they lost. Nothing is kept of messages.
 *
 * <p>Events come on any thread, mostly event loops, and cost a short lock that one client in {@value #STRIPES} shares. Bounded in clients, in
 * entries and in the length of both: what was long is cut, and a client id of more than {@value #MAX_ID} characters has no timeline.
 * Connections that were refused don't push anybody out, so that nobody can empty the memory by knocking.
 */
public final class ClientTimelines {
    private static final int STRIPES = 16;
    private static final int SPREAD = 0x9E3779B9;
    private static final int MAX_ID = 1000;
    private static final int MAX_NAME = 80;
    private static final int MAX_DETAIL = 160;

    private final int maxEntries;
    private final Clock clock;
    private final List<Stripe> stripes = new ArrayList<>();

    /** What kind of thing happened. */
    public enum Kind {
        CONNECTED,
        DISCONNECTED,
        TAKEN_OVER,
        REFUSED,
        SESSION_ENDED,
        SUBSCRIBED,
        UNSUBSCRIBED,
        NOT_ALLOWED,
        MESSAGES_LOST;

        /** The kind for people, in a few words. */
        public String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * One thing that happened.
     *
     * @param text safe to be shown in one line; markup in it isn't escaped
     */
    public record Entry(Instant at, Kind kind, String text) {}

    private record Kept(long atMillis, Kind kind, String text) {}

    /** The clients of some hashes, those of which something happened last behind. */
    private static final class Stripe {
        private final int maxClients;
        private final Map<SubscriberId, Deque<Kept>> clients = new LinkedHashMap<>(16, 0.75f, true);

        Stripe(int maxClients) {
            this.maxClients = maxClients;
        }

        synchronized void add(SubscriberId client, Kept entry, int maxEntries, boolean mayPushOut) {
            Deque<Kept> line = clients.get(client);
            if (line == null) {
                if (clients.size() >= maxClients) {
                    if (!mayPushOut) {
                        return;
                    }
                    clients.remove(clients.keySet().iterator().next());
                }
                line = new ArrayDeque<>(4);
                clients.put(client, line);
            }
            if (line.size() == maxEntries) {
                line.removeFirst();
            }
            line.addLast(entry);
        }

        synchronized List<Kept> of(SubscriberId client) {
            Deque<Kept> line = clients.get(client);
            return line == null ? List.of() : List.copyOf(line);
        }
    }

    ClientTimelines(EventBus events, TimelineSettings settings, Clock clock) {
        this.maxEntries = settings.entries();
        this.clock = clock;
        if (settings.clients() == 0) {
            return;
        }
        for (int i = 0; i < STRIPES; i++) {
            stripes.add(new Stripe(Math.max(1, settings.clients() / STRIPES)));
        }
        listenToSessions(events);
        events.subscribe(
                AccessRefused.class,
                refused -> add(
                        refused.client(),
                        Kind.NOT_ALLOWED,
                        refused.action() + " to " + name(refused.topic())
                                + (refused.by() == null ? "" : " over HTTP by " + name(refused.by())) + ": "
                                + refused.explanation().sentence()));
        events.subscribe(ConnectionRefused.class, this::onRefused);
    }

    private void listenToSessions(EventBus events) {
        events.subscribe(ClientConnected.class, this::onConnected);
        events.subscribe(ClientDisconnected.class, this::onDisconnected);
        events.subscribe(
                SessionEnded.class,
                ended -> add(
                        ended.client(), Kind.SESSION_ENDED, ended.expired() ? "its time was over" : "with all it had"));
        events.subscribe(
                Subscribed.class,
                made -> add(made.client(), Kind.SUBSCRIBED, name(made.filter()) + " at QoS " + made.qos()));
        events.subscribe(Unsubscribed.class, gone -> add(gone.client(), Kind.UNSUBSCRIBED, name(gone.filter())));
        events.subscribe(
                MessagesLost.class,
                lost -> add(
                        lost.client(),
                        Kind.MESSAGES_LOST,
                        (lost.count() == 1 ? "1 message: " : lost.count() + " messages since the last entry, one: ")
                                + lost.reason().words()));
    }

    private void onConnected(ClientConnected connected) {
        String user = connected.userName();
        add(
                connected.client(),
                Kind.CONNECTED,
                "from " + withoutSlash(connected.peer()) + " at listener " + connected.listener() + ", MQTT level "
                        + connected.version().level() + (user == null ? ", no user name" : ", user " + name(user))
                        + (connected.sessionPresent() ? ", session resumed" : ", new session"));
    }

    private void onDisconnected(ClientDisconnected gone) {
        boolean takenOver = gone.reason() == ReasonCode.SESSION_TAKEN_OVER;
        add(gone.client(), takenOver ? Kind.TAKEN_OVER : Kind.DISCONNECTED, reason(gone.reason(), gone.detail()));
    }

    private void onRefused(ConnectionRefused refused) {
        String clientId = refused.clientId();
        if (clientId == null || clientId.isEmpty()) {
            return;
        }
        String user = refused.userName();
        add(
                new SubscriberId(refused.mountpoint(), clientId),
                Kind.REFUSED,
                "from " + withoutSlash(refused.peer()) + (user == null ? "" : ", user " + name(user)) + ": "
                        + reason(refused.reason(), refused.detail()),
                false);
    }

    private static String reason(ReasonCode reason, String detail) {
        String words = reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return detail.isEmpty() ? words : words + " (" + detail + ")";
    }

    private static String name(String name) {
        return Names.escape(name, MAX_NAME);
    }

    /** An address has one before it when no name belongs to it. */
    private static String withoutSlash(String peer) {
        return peer.startsWith("/") ? peer.substring(1) : peer;
    }

    private void add(SubscriberId client, Kind kind, String text) {
        add(client, kind, text, true);
    }

    private void add(SubscriberId client, Kind kind, String text, boolean mayPushOut) {
        Stripe stripe = stripeOf(client);
        if (stripe != null) {
            stripe.add(client, new Kept(clock.millis(), kind, Names.escape(text, MAX_DETAIL)), maxEntries, mayPushOut);
        }
    }

    /** By the upper bits of the spread hash: the map of a stripe goes by the lower ones, which must not be all the same. */
    private @Nullable Stripe stripeOf(SubscriberId client) {
        return stripes.isEmpty() || client.clientId().length() > MAX_ID
                ? null
                : stripes.get((client.hashCode() * SPREAD >>> 16) % STRIPES);
    }

    /** What happened to a client, the latest first. */
    public List<Entry> of(SubscriberId client) {
        Stripe stripe = stripeOf(client);
        List<Entry> entries = new ArrayList<>();
        for (Kept kept : stripe == null ? List.<Kept>of() : stripe.of(client)) {
            entries.add(new Entry(Instant.ofEpochMilli(kept.atMillis()), kept.kind(), kept.text()));
        }
        Collections.reverse(entries);
        return entries;
    }
}
