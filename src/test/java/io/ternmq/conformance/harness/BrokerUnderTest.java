package io.ternmq.conformance.harness;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * The broker that tests speak to. One is shared by all tests of a JVM run; tests that need other settings start their own with
 * {@link #start(BrokerSettings)} and close it.
 *
 * <p>Which broker: with {@code TERNMQ_TEST_BROKER=host:port} in the environment one that already runs (websocket at
 * {@code TERNMQ_TEST_BROKER_WS=host:port}); with {@code -Dternmq.test.jar=<file>} the packaged jar in a process of its own;
 * otherwise the broker in this JVM.
 */
public final class BrokerUnderTest implements AutoCloseable {

    private static final @Nullable String EXTERNAL = System.getenv("TERNMQ_TEST_BROKER");
    private static final @Nullable String EXTERNAL_WS = System.getenv("TERNMQ_TEST_BROKER_WS");
    private static final Map<String, BrokerUnderTest> NAMED = new LinkedHashMap<>();
    private static @Nullable BrokerUnderTest shared;

    private final InetSocketAddress tcp;
    private final @Nullable InetSocketAddress webSocket;
    private final int httpPort;
    private final @Nullable RunningBroker running;

    private BrokerUnderTest(
            InetSocketAddress tcp,
            @Nullable InetSocketAddress webSocket,
            int httpPort,
            @Nullable RunningBroker running) {
        this.tcp = tcp;
        this.webSocket = webSocket;
        this.httpPort = httpPort;
        this.running = running;
    }

    /** Whether tests run against a broker that somebody else started. */
    public static boolean isExternal() {
        return EXTERNAL != null;
    }

    /** The shared broker, started at first use with anonymous clients allowed. */
    public static synchronized BrokerUnderTest shared() {
        if (shared == null) {
            shared = EXTERNAL != null ? external(EXTERNAL) : launch(sharedSettings());
        }
        return shared;
    }

    /** A broker with other settings that several test classes share; started at first use. */
    public static synchronized BrokerUnderTest named(String name, UnaryOperator<BrokerSettings> settings) {
        Assumptions.assumeFalse(isExternal(), "needs a broker with settings of its own");
        return NAMED.computeIfAbsent(name, key -> launch(settings.apply(sharedSettings())));
    }

    /** Stops the brokers that tests share. */
    static synchronized void stopAll() {
        NAMED.values().forEach(BrokerUnderTest::close);
        NAMED.clear();
        if (shared != null) {
            shared.close();
            shared = null;
        }
    }

    /** Short intervals and windows wide enough that no test meets a limit it does not mean to meet. */
    private static BrokerSettings sharedSettings() {
        return BrokerSettings.defaults().with("ternmq.access.allow-anonymous", "true");
    }

    /** Starts a broker with settings of its own; skips the test when the tests run against an external broker. */
    public static BrokerUnderTest start(BrokerSettings settings) {
        Assumptions.assumeFalse(isExternal(), "needs a broker with settings of its own");
        return launch(settings);
    }

    private static BrokerUnderTest launch(BrokerSettings settings) {
        String jar = System.getProperty("ternmq.test.jar", System.getProperty("ternmq.jar"));
        RunningBroker running = jar == null ? new InProcessBroker(settings) : new JarBroker(Path.of(jar), settings);
        BrokerUnderTest broker = new BrokerUnderTest(
                new InetSocketAddress("127.0.0.1", settings.tcpPort()),
                new InetSocketAddress("127.0.0.1", settings.webSocketPort()),
                settings.httpPort(),
                running);
        broker.awaitListening(settings.listenerPorts());
        return broker;
    }

    private static BrokerUnderTest external(String address) {
        return new BrokerUnderTest(parse(address), EXTERNAL_WS == null ? null : parse(EXTERNAL_WS), 0, null);
    }

    private static InetSocketAddress parse(String address) {
        int colon = address.lastIndexOf(':');
        return new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }

    private void awaitListening(List<Integer> ports) {
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    if (running != null && !running.deathNote().isEmpty()) {
                        throw new AssertionError("the broker ended while starting: " + running.deathNote());
                    }
                    return ports.stream().allMatch(port -> accepts(new InetSocketAddress("127.0.0.1", port)));
                });
    }

    private static boolean accepts(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    public InetSocketAddress tcp() {
        return tcp;
    }

    /** The websocket listener; skips the test when the external broker has none. */
    public InetSocketAddress webSocket() {
        Assumptions.assumeTrue(webSocket != null, "the broker under test has no websocket listener");
        return Objects.requireNonNull(webSocket);
    }

    /** An address of the HTTP server. */
    public URI http(String path) {
        Assumptions.assumeFalse(isExternal(), "the broker under test has no HTTP server");
        return URI.create("http://127.0.0.1:" + httpPort + path);
    }

    /** A new TCP connection that has not sent anything yet. */
    public RawMqttClient open(MqttVersion version) {
        return new RawMqttClient(SocketLink.open(tcp), version);
    }

    /** Bytes of heap and pooled direct memory in use after a full garbage collection; 0 for an external broker. */
    public long memoryInUse() {
        return running == null ? 0 : running.memoryInUse();
    }

    /** The latest lines of the log. */
    public List<String> logged() {
        return running == null ? List.of() : running.logged();
    }

    /** Errors and stack traces in the log, from the start on. */
    public List<String> loggedErrors() {
        return running == null ? List.of() : running.loggedErrors();
    }

    /** Why the broker no longer runs; empty when it runs. */
    public String deathNote() {
        return running == null ? "" : running.deathNote();
    }

    @Override
    public void close() {
        if (running != null) {
            running.close();
        }
    }
}
