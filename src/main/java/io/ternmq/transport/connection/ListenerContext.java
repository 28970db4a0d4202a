package io.ternmq.transport.connection;

import io.ternmq.config.LimitSettings;
import io.ternmq.config.ListenerSettings;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.codec.CodecLimits;
import io.ternmq.protocol.codec.Role;
import io.ternmq.session.Connectors;
import io.ternmq.transport.load.MemoryGauge;
import io.ternmq.transport.load.UnadmittedBytes;
import io.ternmq.transport.loop.TickWheel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What the connections of one listener share. Immutable but for the counts; from any loop. */
public final class ListenerContext {
    private static final int BRIDGE_BIT = 128;

    final String name;
    final ListenerSettings settings;
    final String mountpoint;
    final CodecLimits limits;
    private final int outboundHighWatermark;
    final Connectors connectors;
    final Disconnector disconnector;
    final MemoryGauge memory;
    final UnadmittedBytes unadmitted;
    final List<ConnectionLoop> loops;
    private final int connectTimeoutTicks;
    private final int handshakeTimeoutTicks;
    private final int lifetimeTicks;
    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean closing;

    /** What all listeners of a node share. */
    public record Node(
            LimitSettings limits,
            Connectors connectors,
            Disconnector disconnector,
            MemoryGauge memory,
            UnadmittedBytes unadmitted,
            List<ConnectionLoop> loops) {}

    public ListenerContext(String name, ListenerSettings settings, Node node) {
        this.name = name;
        this.settings = settings;
        this.mountpoint = settings.mountpoint().replaceAll("/+$", "");
        this.limits = limits(node.limits());
        this.outboundHighWatermark = (int) node.limits().outboundHighWatermark().toBytes();
        this.connectors = node.connectors();
        this.disconnector = node.disconnector();
        this.memory = node.memory();
        this.unadmitted = node.unadmitted();
        this.loops = node.loops();
        this.connectTimeoutTicks = TickWheel.ticks(
                (settings.connectTimeout() == null ? node.limits().connectTimeout() : settings.connectTimeout())
                        .toMillis());
        this.handshakeTimeoutTicks =
                TickWheel.ticks(settings.tls().handshakeTimeout().toMillis());
        this.lifetimeTicks = TickWheel.ticks(settings.maxConnectionLifetime().toMillis());
    }

    private static CodecLimits limits(LimitSettings limits) {
        return CodecLimits.builder(Role.SERVER)
                .maxPacketBytes((int) limits.maxPacketSize().toBytes())
                .maxConnectBytes((int) limits.maxConnectSize().toBytes())
                .maxTopicLevels(limits.maxTopicLevels())
                .maxTopicBytes(limits.maxTopicBytes())
                .maxFilters(limits.maxFiltersPerPacket())
                .maxUserProperties(limits.maxUserProperties())
                .build();
    }

    public String name() {
        return name;
    }

    public String mountpoint() {
        return mountpoint;
    }

    public ListenerSettings settings() {
        return settings;
    }

    public Disconnector disconnector() {
        return disconnector;
    }

    public MemoryGauge memory() {
        return memory;
    }

    /** Bytes waiting for a client above which it counts as slow. */
    public int outboundHighWatermark() {
        return outboundHighWatermark;
    }

    /** The step after this one, of those that the listener has. */
    Phase after(Phase phase) {
        for (Phase next : Phase.values()) {
            if (phase.isBefore(next) && has(next)) {
                return next;
            }
        }
        return Phase.CLOSING;
    }

    Phase first() {
        return has(Phase.PROXY) ? Phase.PROXY : after(Phase.PROXY);
    }

    private boolean has(Phase phase) {
        return switch (phase) {
            case PROXY -> settings.proxyProtocol();
            case TLS -> settings.kind().isTls();
            case WEBSOCKET -> settings.kind().isWebsocket();
            case CONNECT, ADMISSION, OPEN, CLOSING -> true;
        };
    }

    /** How long a step may take, in ticks. */
    int timeoutTicks(Phase phase) {
        return phase == Phase.TLS ? handshakeTimeoutTicks : connectTimeoutTicks;
    }

    /** How long a connection may live, in ticks; 0 is no limit. */
    int lifetimeTicks() {
        return lifetimeTicks;
    }

    /** What transport has against a CONNECT, or null. */
    @Nullable
    Refusal refusalOf(Connect connect) {
        if (!allows(connect)) {
            return new Refusal(
                    ReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
                    "protocol level " + connect.version().level() + (connect.bridge() ? " of a bridge" : "")
                            + " is not allowed here");
        }
        if (memory.refuses(!connect.cleanStart())) {
            return new Refusal(ReasonCode.QUOTA_EXCEEDED, "the node is short of memory");
        }
        return closing ? new Refusal(ReasonCode.SERVER_SHUTTING_DOWN, "the listener is closing") : null;
    }

    private boolean allows(Connect connect) {
        int level = connect.version().level() + (connect.bridge() ? BRIDGE_BIT : 0);
        return settings.allowedProtocolVersions().contains(level);
    }

    /** Counts a connection more; gives how many there are now. */
    public int opened() {
        return connections.incrementAndGet();
    }

    /** Counts a connection less. */
    public void closed() {
        connections.decrementAndGet();
    }

    public int connections() {
        return connections.get();
    }

    /** From now on connections that arrive from other loops are ended, too. */
    public void close() {
        closing = true;
    }

    boolean isClosing() {
        return closing;
    }
}
