package io.ternmq.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.protocol.Disconnect;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.codec.PacketEncoder;
import io.ternmq.store.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What windows hold is lent, and says something else once it was given back. So each message that a client gets is held against
 * what was published, at first and again, whatever clients do meanwhile: they come and go, take over, share a session, end
 * it, let it expire, acknowledge late, twice, in disorder, with an error, or never; windows and queues are full, sockets behind, retries due.
 */
class LentCopiesStormTest {
    private static final int STEPS = 8000;
    private static final int CLIENTS = 8;
    private static final int IDS = 5;
    private static final String[] FILTERS = {"t/#", "t/1", "+/2", "$share/g/t/#", "$share/h/t/1"};

    private TestNode node = TestNode.parts().start();
    private Random random = new Random(0);
    private DelayingStore late = new DelayingStore(0);
    private boolean oneConnectionEach;
    private final Map<String, Sent> published = new HashMap<>();
    private final List<Client> clients = new ArrayList<>();
    /** What a client id has under which packet identifier. */
    private final Map<String, Map<Integer, String>> known = new HashMap<>();

    private int again;
    private int knownAgain;

    private record Sent(String topic, String payload) {}

    /** A connection; others have the same client id. */
    private final class Client {
        final String id = "c" + random.nextInt(IDS);
        private final ProtocolVersion version = ProtocolVersion.values()[random.nextInt(3)];
        final TestClient link = node.client(version);
        private final List<Runnable> acknowledgements = new ArrayList<>();
        private final Set<Integer> released = new LinkedHashSet<>();
        private Map<Integer, String> under = new HashMap<>();
        private int packetId;

        Client() {
            link.sendOnly(link.connectPacket(spec -> {
                spec.clientId = id;
                if (random.nextInt(4) > 0) {
                    spec.kept();
                    spec.properties.set(Property.SESSION_EXPIRY_INTERVAL, random.nextBoolean() ? 5 : 3600);
                }
                sometimes(spec.properties, Property.RECEIVE_MAXIMUM, 1 + random.nextInt(4));
                sometimes(spec.properties, Property.TOPIC_ALIAS_MAXIMUM, 3);
                sometimes(spec.properties, Property.MAXIMUM_PACKET_SIZE, 300);
            }));
        }

        private void sometimes(Properties properties, Property property, int value) {
            if (random.nextInt(4) == 0) {
                properties.set(property, value);
            }
        }

        void listen(List<Received> news) {
            for (Received packet : news) {
                if (packet instanceof Received.Connected connected) {
                    onConnected(connected.connack().sessionPresent());
                } else if (packet instanceof Received.Message message) {
                    onMessage(message);
                } else if (packet instanceof Received.Acknowledgement said && said.type() == PacketType.PUBREC) {
                    acknowledge(PacketType.PUBREL, said.packetId(), ReasonCode.SUCCESS);
                } else if (packet instanceof Received.Acknowledgement said && said.type() == PacketType.PUBREL) {
                    released.add(said.packetId());
                }
            }
        }

        /** Several connections have packet identifiers of their own. */
        private void onConnected(boolean resumed) {
            if (oneConnectionEach) {
                if (!resumed) {
                    known.remove(id);
                }
                under = known.computeIfAbsent(id, each -> new HashMap<>());
            }
        }

        private void onMessage(Received.Message message) {
            String name = message.payload().substring(0, message.payload().indexOf(':'));
            assertThat(new Sent(message.topic(), message.payload())).isEqualTo(published.get(name));
            if (message.qos() == Qos.AT_MOST_ONCE) {
                return;
            }
            String before = under.put(message.packetId(), name);
            again += message.duplicate() ? 1 : 0;
            if (message.duplicate() && before != null) {
                assertThat(name)
                        .as("what %s has under %s", id, message.packetId())
                        .isEqualTo(before);
                knownAgain++;
            }
            boolean once = message.qos() == Qos.EXACTLY_ONCE;
            acknowledgements.add(() -> acknowledgeMessage(once, message.packetId()));
        }

        private void acknowledgeMessage(boolean once, int identifier) {
            boolean refused = once && version == ProtocolVersion.MQTT_5 && random.nextInt(8) == 0;
            if (!once || refused) {
                under.remove(identifier);
            }
            acknowledge(
                    once ? PacketType.PUBREC : PacketType.PUBACK,
                    identifier,
                    refused ? ReasonCode.UNSPECIFIED_ERROR : ReasonCode.SUCCESS);
        }

        private void acknowledge(PacketType type, int identifier, ReasonCode code) {
            if (link.isOpen()) {
                link.sendOnly(out -> PacketEncoder.acknowledgement(out, version, type, identifier, code));
            }
        }

        void acknowledgeOne() {
            if (!released.isEmpty() && random.nextBoolean()) {
                int identifier = released.iterator().next();
                released.remove(identifier);
                under.remove(identifier);
                acknowledge(PacketType.PUBCOMP, identifier, ReasonCode.SUCCESS);
            } else if (!acknowledgements.isEmpty()) {
                int at = random.nextInt(acknowledgements.size());
                Runnable next = random.nextInt(10) == 0 ? acknowledgements.get(at) : acknowledgements.remove(at);
                next.run();
            }
        }

        void subscribe() {
            link.subscribeOnly(++packetId, Qos.of(random.nextInt(3)), FILTERS[random.nextInt(FILTERS.length)]);
        }

        void publish() {
            String topic = "t/" + random.nextInt(3);
            String name = "" + published.size();
            int length = random.nextInt(10) == 0 ? 5000 : random.nextInt(4) == 0 ? 900 + random.nextInt(300) : 40;
            String payload = name + ":" + name.repeat(1 + length / name.length());
            published.put(name, new Sent(topic, payload));
            Qos qos = Qos.of(random.nextInt(3));
            int identifier = qos == Qos.AT_MOST_ONCE ? 0 : ++packetId;
            boolean retained = random.nextInt(20) == 0;
            Properties properties = Properties.create();
            sometimes(properties, Property.MESSAGE_EXPIRY_INTERVAL, 1 + random.nextInt(5));
            link.sendOnly(link.publishPacket(topic, payload, qos, retained, false, identifier, properties, 0));
        }

        void leave() {
            if (random.nextBoolean()) {
                node.on(link.connection.loop(), link.connection::cut);
            } else {
                link.sendOnly(out -> PacketEncoder.disconnect(out, version, Disconnect.NORMAL, PacketEncoder.NO_LIMIT));
            }
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Long.getLong("storm.seeds", 24));
    }

    private void start(long seed) {
        random = new Random(seed);
        late = new DelayingStore(seed);
        oneConnectionEach = seed % 2 == 0;
        TestNode.Parts parts = TestNode.parts()
                .set("session.max-inflight-messages", 1 + random.nextInt(6))
                .set("session.retry-interval", seed % 3 == 0 ? "0s" : "2s")
                .set("session.allow-multiple-sessions", !oneConnectionEach)
                .set("session.deliver-mode", seed % 4 == 1 ? "balance" : "fanout")
                .set("queue.max-online-messages", 20)
                .set("queue.max-offline-messages", 20)
                .set("queue.order", seed % 5 == 0 ? "lifo" : "fifo");
        parts.store = seed % 6 < 3 ? late : new MemoryStore();
        parts.seed = seed;
        parts.loops = 3;
        node = parts.start();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void each_message_says_what_was_published_at_first_and_again(long seed) {
        start(seed);
        for (int step = 0; step < STEPS; step++) {
            if (clients.size() < CLIENTS) {
                clients.add(new Client());
            }
            act(clients.get(random.nextInt(clients.size())));
            listen();
        }
        assertThat(published).hasSizeGreaterThan(500);
        assertThat(again).isPositive();
        assertThat(knownAgain).isGreaterThanOrEqualTo(oneConnectionEach ? 1 : 0);
    }

    private void act(Client client) {
        switch (random.nextInt(60)) {
            case 0 -> client.leave();
            case 1 -> client.link.sendOnlyWritable(random.nextInt(3) > 0);
            case 2 -> clients.add(new Client());
            case 3, 4 -> late.commitSome();
            case 5, 6 -> client.subscribe();
            case 7, 8, 9, 10, 11, 12 -> client.publish();
            case 13, 14, 15, 16, 17, 18, 19 -> client.acknowledgeOne();
            case 20 -> pass(Duration.ofMillis(random.nextInt(1500)));
            default -> node.loops.step();
        }
    }

    private void pass(Duration time) {
        while (node.loops.step()) {
            listen();
        }
        node.advance(time);
    }

    /** After each turn, and first to those that were there before, so that it is known who got what after whom. */
    private void listen() {
        List<Runnable> newcomers = new ArrayList<>();
        for (Client client : List.copyOf(clients)) {
            List<Received> news = client.link.take();
            if (news.stream().anyMatch(Received.Connected.class::isInstance)) {
                newcomers.add(() -> client.listen(news));
            } else {
                client.listen(news);
            }
        }
        newcomers.forEach(Runnable::run);
        clients.removeIf(client -> !client.link.isOpen());
    }
}
