package io.ternmq.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.conformance.Checklist;
import io.ternmq.conformance.Normative;
import io.ternmq.event.Counter;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients that behave come and go in the middle of everything, take their own sessions over, acknowledge late; the store commits
 * late and one lane before the other; loops run in any order. In the end nothing that was acknowledged may be missing, QoS 2 is
 * delivered exactly once, the order is kept, and nothing is left behind.
 */
class StormTest {
    private static final int MESSAGES = 60;

    /** One client with its memory, which outlives its connections. */
    private abstract static class Party {
        final TestNode node;
        final Random random;
        final String id;
        final ProtocolVersion version;
        TestClient link;
        boolean connected;

        Party(TestNode node, Random random, String id, ProtocolVersion version) {
            this.node = node;
            this.random = random;
            this.id = id;
            this.version = version;
            this.link = node.client(version);
            reconnect();
        }

        /** Connects anew; the old link may still be there, or not. */
        final void reconnect() {
            if (random.nextBoolean()) {
                TestClient old = link;
                node.on(old.connection.loop(), old.connection::cut);
            }
            connected = false;
            link = node.client(version);
            link.sendOnly(link.connectPacket(spec -> spec.kept().clientId = id));
        }

        /** Takes what has come on the present link. */
        final void listen() {
            for (Received packet : link.take()) {
                if (packet instanceof Received.Connected) {
                    connected = true;
                    onConnected();
                } else if (packet instanceof Received.Closed) {
                    connected = false;
                } else {
                    onPacket(packet);
                }
            }
            if (!link.isOpen()) {
                reconnect();
            }
        }

        abstract void onConnected();

        abstract void onPacket(Received packet);

        abstract void act();

        final void acknowledgeSoon(PacketType type, int packetId) {
            if (link.isOpen()) {
                link.sendOnly(out -> io.ternmq.protocol.codec.PacketEncoder.acknowledgement(
                        out, version, type, packetId, io.ternmq.protocol.ReasonCode.SUCCESS));
            }
        }
    }

    private static final class Publisher extends Party {
        private final Qos qos;
        /** Packet identifiers of what is unfinished, with the number of the message; negative once PUBREC has come. */
        private final Map<Integer, Integer> unfinished = new LinkedHashMap<>();

        private int sent;
        private int nextId = 1;

        Publisher(TestNode node, Random random, String id, ProtocolVersion version, Qos qos) {
            super(node, random, id, version);
            this.qos = qos;
        }

        @Override
        void onConnected() {
            unfinished.forEach((packetId, number) -> {
                if (number < 0) {
                    acknowledgeSoon(PacketType.PUBREL, packetId);
                } else {
                    publish(number, packetId, true);
                }
            });
        }

        private void publish(int number, int packetId, boolean again) {
            link.sendOnly(link.publishPacket("t/" + id, "" + number, qos, false, again, packetId, Properties.NONE, 0));
        }

        @Override
        void onPacket(Received packet) {
            Received.Acknowledgement got = (Received.Acknowledgement) packet;
            switch (got.type()) {
                case PUBACK, PUBCOMP -> unfinished.remove(got.packetId());
                case PUBREC -> {
                    unfinished.computeIfPresent(got.packetId(), (id, number) -> -Math.abs(number));
                    acknowledgeSoon(PacketType.PUBREL, got.packetId());
                }
                default -> throw new AssertionError(got);
            }
        }

        @Override
        void act() {
            if (connected && sent < MESSAGES && unfinished.size() < 8) {
                int packetId = nextId++;
                unfinished.put(packetId, ++sent);
                publish(sent, packetId, false);
            }
        }

        boolean done() {
            return sent == MESSAGES && unfinished.isEmpty();
        }
    }

    private static final class Subscriber extends Party {
        final Map<String, List<Integer>> got = new HashMap<>();
        private final Set<Integer> received = new HashSet<>();
        private final List<Runnable> acknowledgements = new ArrayList<>();
        private boolean subscribed;

        Subscriber(TestNode node, Random random, String id, ProtocolVersion version) {
            super(node, random, id, version);
        }

        @Override
        void onConnected() {
            acknowledgements.clear();
            if (!subscribed) {
                link.subscribeOnly(1, Qos.EXACTLY_ONCE, "t/#");
            }
        }

        @Override
        void onPacket(Received packet) {
            if (packet instanceof Received.Message message) {
                onMessage(message);
            } else if (packet instanceof Received.Acknowledgement release) {
                assertThat(release.type()).isEqualTo(PacketType.PUBREL);
                received.remove(release.packetId());
                acknowledgements.add(() -> acknowledgeSoon(PacketType.PUBCOMP, release.packetId()));
            } else {
                subscribed |= packet instanceof Received.Subscribed;
            }
        }

        private void onMessage(Received.Message message) {
            int packetId = message.packetId();
            boolean once = message.qos() == Qos.EXACTLY_ONCE;
            if (!once || received.add(packetId)) {
                got.computeIfAbsent(message.topic(), topic -> new ArrayList<>())
                        .add(Integer.parseInt(message.payload()));
            } else {
                assertThat(message.duplicate()).isTrue();
            }
            acknowledgements.add(() -> acknowledgeSoon(once ? PacketType.PUBREC : PacketType.PUBACK, packetId));
        }

        @Override
        void act() {
            if (connected && !acknowledgements.isEmpty()) {
                acknowledgements.remove(0).run();
            }
        }

        boolean idle() {
            return acknowledgements.isEmpty() && received.isEmpty();
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Long.getLong("storm.seeds", 25));
    }

    @Checklist({10, 19, 20})
    @Normative({"MQTT5-4.3.2-1", "MQTT5-4.3.3-1", "MQTT5-4.5.0-1", "MQTT5-4.6.0-5"})
    @ParameterizedTest
    @MethodSource("seeds")
    void nothing_acknowledged_is_lost_qos_2_comes_once_and_in_order(long seed) {
        DelayingStore store = new DelayingStore(seed);
        TestNode.Parts parts = TestNode.parts()
                .set("queue.max-offline-messages", -1)
                .set("queue.max-online-messages", -1)
                .set("session.max-inflight-messages", 5);
        parts.store = store;
        parts.seed = seed;
        parts.loops = 3;
        TestNode node = parts.start();
        Random random = new Random(seed);
        List<Subscriber> subscribers = new ArrayList<>();
        List<Publisher> publishers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            subscribers.add(new Subscriber(node, random, "s" + i, ProtocolVersion.values()[i]));
        }
        calm(node, store, subscribers);
        for (int i = 0; i < 4; i++) {
            Qos qos = i % 2 == 0 ? Qos.EXACTLY_ONCE : Qos.AT_LEAST_ONCE;
            publishers.add(new Publisher(node, random, "p" + i, ProtocolVersion.values()[i % 3], qos));
        }
        List<Party> all = new ArrayList<>(subscribers);
        all.addAll(publishers);
        for (int step = 0; step < 20_000; step++) {
            Party party = all.get(random.nextInt(all.size()));
            switch (random.nextInt(100)) {
                case 0 -> party.reconnect();
                case 1 -> party.link.sendOnlyWritable(random.nextBoolean());
                case 2, 3, 4, 5, 6, 7, 8, 9 -> store.commitSome();
                case 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 -> party.listen();
                case 20, 21, 22, 23, 24, 25, 26, 27, 28, 29 -> party.act();
                default -> node.loops.step();
            }
        }
        for (int round = 0; round < 2000 && !publishers.stream().allMatch(Publisher::done); round++) {
            calm(node, store, all);
        }
        for (int round = 0; round < 3000 && !subscribers.stream().allMatch(Subscriber::idle); round++) {
            calm(node, store, all);
        }
        for (int round = 0; round < 10; round++) {
            calm(node, store, all);
        }
        judge(node, subscribers, publishers);
    }

    /** Lets everybody act once and all that follows from it happen. */
    private static void calm(TestNode node, DelayingStore store, List<? extends Party> all) {
        for (Party party : all) {
            party.link.sendOnlyWritable(true);
            party.act();
        }
        node.settle();
        store.commitAll();
        node.settle();
        all.forEach(Party::listen);
    }

    private static void judge(TestNode node, List<Subscriber> subscribers, List<Publisher> publishers) {
        assertThat(publishers).allMatch(Publisher::done);
        for (Subscriber subscriber : subscribers) {
            assertThat(subscriber.idle()).isTrue();
            assertThat(node.view(subscriber.id).inflightMessages()).isZero();
            assertThat(node.view(subscriber.id).queuedMessages()).isZero();
            for (Publisher publisher : publishers) {
                List<Integer> got = subscriber.got.getOrDefault("t/" + publisher.id, List.of());
                List<Integer> firstTimes = got.stream().distinct().toList();
                assertThat(firstTimes)
                        .as("%s from %s", subscriber.id, publisher.id)
                        .isEqualTo(IntStream.rangeClosed(1, MESSAGES).boxed().toList());
                if (publisher.qos == Qos.EXACTLY_ONCE) {
                    assertThat(got).hasSize(MESSAGES);
                }
            }
        }
        assertThat(node.sessions.busyIds()).isZero();
        assertThat(node.sessions.online()).isEqualTo(subscribers.size() + publishers.size());
        assertThat(node.sessions.offline()).isZero();
        assertThat(node.table.subscriptions()).isEqualTo(subscribers.size());
        assertThat(node.count(Counter.MESSAGE_DROP)).isZero();
    }
}
