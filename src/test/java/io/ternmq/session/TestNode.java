package io.ternmq.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.AuthenticationResult;
import io.ternmq.access.Authenticator;
import io.ternmq.access.Authorizer;
import io.ternmq.access.Decision;
import io.ternmq.access.EnhancedAuthenticator;
import io.ternmq.access.Explanation;
import io.ternmq.access.Peer;
import io.ternmq.access.Permissions;
import io.ternmq.config.BrokerSettings;
import io.ternmq.config.SettingsReader;
import io.ternmq.event.BrokerEvent;
import io.ternmq.event.Counter;
import io.ternmq.event.Counters;
import io.ternmq.event.DropReason;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.retained.RetainedMessages;
import io.ternmq.routing.Loop;
import io.ternmq.routing.RemoteNodes;
import io.ternmq.routing.Routing;
import io.ternmq.routing.SubscriptionTable;
import io.ternmq.routing.TestLoops;
import io.ternmq.store.MemoryStore;
import io.ternmq.store.MessageStore;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The sessions of a node on stepped loops, with real routing and a store of the test's choice. */
final class TestNode {
    /** What a test may choose. */
    static final class Parts {
        int loops = 2;
        long seed = 1;
        MessageStore store = new MemoryStore();
        Authenticator authenticator = (request, answer) -> answer.accept(admit(request));
        Authorizer authorizer = (client, onDecided) -> EVERYTHING;
        List<EnhancedAuthenticator> methods = List.of();
        SessionOwnership ownership = SessionOwnership.ALONE;
        LoadGate load = LoadGate.OPEN;
        final Map<String, Object> settings = new HashMap<>();

        Parts set(String key, Object value) {
            settings.put("ternmq." + key, value);
            return this;
        }

        TestNode start() {
            return new TestNode(this);
        }
    }

    /** Allows everything at once; a test may say what is special. */
    static class Everything implements Permissions {
        @Override
        public Decision mayPublish(Topic topic, Qos qos, boolean retain) {
            return Decision.ALLOW;
        }

        @Override
        public Decision mayLeaveWill(Topic topic, Qos qos, boolean retain) {
            return Decision.ALLOW;
        }

        @Override
        public Decision maySubscribe(TopicFilter filter, Qos qos) {
            return Decision.ALLOW;
        }

        @Override
        public Explanation explanation() {
            return Explanation.of("test", "everything");
        }
    }

    static final Permissions EVERYTHING = new Everything();

    static AuthenticationResult admit(AuthenticationRequest request) {
        return AuthenticationResult.admit(request, Explanation.of("test", "everybody"));
    }

    final TestLoops loops;
    final Counters counters = new Counters();
    final EventBus events = new EventBus();
    final List<BrokerEvent> happened = new ArrayList<>();
    final SubscriptionTable table = new SubscriptionTable();
    final RetainedMessages retained;
    final Sessions sessions;
    private final MessageStore store;
    volatile BrokerSettings settings;

    /** The late answers that {@link #answerAll} gives. */
    LatePermissions answers = new LatePermissions();

    private int nextLoop;

    static Parts parts() {
        return new Parts();
    }

    private TestNode(Parts parts) {
        loops = TestLoops.stepped(parts.loops, parts.seed);
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", parts.settings));
        settings = SettingsReader.read(environment);
        retained = new RetainedMessages(() -> settings.retained());
        Routing routing = new Routing(
                loops.loops(),
                table,
                retained,
                RemoteNodes.NONE,
                events,
                () -> settings.session().sharedSubscriptionPolicy());
        events.subscribe(BrokerEvent.class, happened::add);
        SessionPorts ports = new SessionPorts(
                () -> settings,
                events,
                counters,
                parts.authenticator,
                parts.authorizer,
                parts.methods,
                parts.ownership,
                parts.load,
                1);
        store = parts.store;
        sessions = new Sessions(ports, loops.loops(), routing, store);
        settle();
    }

    // ------------------------------------------------------------------ clients

    static Peer peer(String mountpoint) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
        return new Peer("default", mountpoint, address, true, null, null, null, ProtocolVersion.MQTT_5);
    }

    /** A client that hasn't said anything yet, accepted on one loop after the other. */
    TestClient client(ProtocolVersion version) {
        return client(version, peer(""));
    }

    TestClient client(ProtocolVersion version, Peer peer) {
        Loop loop = loops.get(nextLoop++ % loops.count());
        TestConnection connection = loops.call(loop.index(), () -> new TestConnection(loop, peer, sessions));
        return new TestClient(this, version, connection);
    }

    /** A client that is connected; its CONNACK has been taken. */
    TestClient connected(ProtocolVersion version, String clientId) {
        return connected(version, clientId, spec -> {});
    }

    TestClient connected(ProtocolVersion version, String clientId, Consumer<TestClient.ConnectSpec> change) {
        TestClient client = client(version);
        client.connect(spec -> {
            spec.clientId = clientId;
            change.accept(spec);
        });
        List<Received> news = client.connection.client.packets;
        if (news.isEmpty() && store instanceof DelayingStore delaying) {
            // A session that is kept is committed before its client hears of it.
            delaying.commitAll();
            settle();
        }
        assertThat(news).isNotEmpty();
        assertThat(news.get(0))
                .isInstanceOfSatisfying(
                        Received.Connected.class,
                        connected -> assertThat(connected.connack().reasonCode().isError())
                                .isFalse());
        client.takeFirst();
        return client;
    }

    /** A client with a session that outlives its connection. */
    TestClient kept(ProtocolVersion version, String clientId) {
        return connected(version, clientId, TestClient.ConnectSpec::kept);
    }

    // ------------------------------------------------------------------ time and turns

    /** Answers all questions until nobody has any. */
    void answerAll() {
        settle();
        while (answers.open() > 0) {
            answers.answerAll();
            settle();
        }
    }

    void on(Loop loop, Runnable task) {
        loops.on(loop.index(), task);
    }

    void settle() {
        loops.settle();
    }

    void advance(Duration time) {
        loops.advance(time);
    }

    long nowMillis() {
        return loops.get(0).nowMillis();
    }

    <T> T await(CompletableFuture<T> future) {
        settle();
        assertThat(future).isDone();
        return future.join();
    }

    // ------------------------------------------------------------------ looking

    @Nullable
    SessionView view(String clientId) {
        return sessions.view(new SubscriberId("", clientId));
    }

    long count(Counter counter) {
        return counters.total(counter);
    }

    long dropped(DropReason reason) {
        return counters.value(Counter.MESSAGE_DROP, reason);
    }

    <E extends BrokerEvent> List<E> happened(Class<E> type) {
        return happened.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
