package io.ternmq.store;

import io.ternmq.protocol.Publish;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a store should have: the simplest that can be said. Compared as a text. */
final class StoreModel {
    /** A record in the order of the log. */
    interface Operation {
        void applyTo(StoreModel model);
    }

    private final Map<Long, Session> sessions = new TreeMap<>();
    private final Map<String, String> retained = new TreeMap<>();

    private static final class Session {
        boolean open;
        String state = "";
        final Set<String> filters = new TreeSet<>();
        final Set<Integer> inbound = new TreeSet<>();
        final List<Delivery> queue = new ArrayList<>();
    }

    private static final class Delivery {
        final long sequence;
        final String payload;
        int packetId;
        boolean received;

        Delivery(long sequence, String payload) {
            this.sequence = sequence;
            this.payload = payload;
        }

        @Override
        public String toString() {
            return payload.split("-", 2)[0] + "+" + payload.length() + "/" + sequence + "/" + packetId
                    + (received ? "r" : "");
        }
    }

    void open(long number) {
        Session session = sessions.computeIfAbsent(number, any -> new Session());
        session.open = true;
        session.state = "open";
    }

    void close(long number, long expiresAt) {
        Session session = sessions.get(number);
        if (session != null) {
            session.state = "closed " + expiresAt;
        }
    }

    void remove(long number) {
        sessions.remove(number);
    }

    void subscribe(long number, String filter, boolean on) {
        Session session = sessions.get(number);
        if (session != null && on) {
            session.filters.add(filter);
        } else if (session != null) {
            session.filters.remove(filter);
        }
    }

    void inbound(long number, int packetId, boolean on) {
        Session session = sessions.get(number);
        if (session != null && on) {
            session.inbound.add(packetId);
        } else if (session != null) {
            session.inbound.remove(packetId);
        }
    }

    void message(long sequence, String payload, long... receivers) {
        for (long number : receivers) {
            Session session = sessions.get(number);
            if (session != null) {
                session.queue.add(new Delivery(sequence, payload));
            }
        }
    }

    void sent(long number, long sequence, int packetId) {
        for (Delivery delivery : queue(number)) {
            if (delivery.sequence == sequence && delivery.packetId == 0) {
                delivery.packetId = packetId;
                return;
            }
        }
    }

    void received(long number, int packetId) {
        for (Delivery delivery : queue(number)) {
            if (delivery.packetId == packetId) {
                delivery.received = true;
                return;
            }
        }
    }

    void done(long number, long sequence, int packetId) {
        List<Delivery> queue = queue(number);
        for (int i = 0; i < queue.size(); i++) {
            if (queue.get(i).sequence == sequence && queue.get(i).packetId == packetId) {
                queue.remove(i);
                return;
            }
        }
    }

    void retain(String topic, String payload) {
        retained.put(topic, payload);
    }

    void forget(String topic) {
        retained.remove(topic);
    }

    private List<Delivery> queue(long number) {
        Session session = sessions.get(number);
        return session == null ? List.of() : session.queue;
    }

    Set<Long> numbers() {
        return sessions.keySet();
    }

    /** Sequences that a session waits for and that are not under way, or those that are. */
    List<long[]> deliveries(long number) {
        return queue(number).stream()
                .map(delivery -> new long[] {delivery.sequence, delivery.packetId})
                .toList();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        sessions.forEach((number, session) -> text.append(number)
                .append(' ')
                .append(session.state)
                .append(session.filters)
                .append(session.inbound)
                .append(session.queue)
                .append('\n'));
        return text.append(retained).toString();
    }

    /** What a store has, as a model. */
    static StoreModel of(StoreDriver driver) {
        StoreModel model = new StoreModel();
        for (RecoveredSession found : driver.sessions()) {
            Session session = new Session();
            session.state = found.wasConnected() ? "open" : "closed " + found.expiresAtMillis();
            found.subscriptions()
                    .forEach(put -> session.filters.add(put.filter().toString()));
            for (int packetId : found.inboundPacketIds()) {
                session.inbound.add(packetId);
            }
            for (StoredDelivery read : driver.read(found.uid(), 3)) {
                Publish publish = read.publish();
                Delivery delivery = new Delivery(publish.sequence(), StoreDriver.payload(publish));
                delivery.packetId = read.packetId();
                delivery.received = read.received();
                session.queue.add(delivery);
            }
            model.sessions.put(found.uid().number(), session);
        }
        driver.store.forEachRetained(
                (mountpoint, publish) -> model.retain(publish.topic().toString(), StoreDriver.payload(publish)));
        return model;
    }
}
