package io.ternmq.transport.connection;

import io.ternmq.config.LoadSettings;
import io.ternmq.event.Counters;
import io.ternmq.protocol.codec.PacketDecoder;
import io.ternmq.protocol.codec.TopicCache;
import io.ternmq.transport.loop.NettyLoop;
import java.util.function.Supplier;

/** What the connections of one loop share. On the loop only. */
public final class ConnectionLoop {
    private static final int CACHED_TOPICS = 4096;

    final NettyLoop loop;
    final Counters.Lane counters;
    final PacketDecoder decoder = new PacketDecoder(new TopicCache(CACHED_TOPICS));
    private final Supplier<LoadSettings> settings;
    private final HandshakeGate handshakes;

    /** @param loops how many there are, since each has its share of the node's limits */
    public ConnectionLoop(NettyLoop loop, Counters counters, Supplier<LoadSettings> settings, int loops) {
        this.loop = loop;
        this.counters = counters.lane();
        this.settings = settings;
        this.handshakes = new HandshakeGate(() -> Math.max(1, settings.get().maxTlsHandshakes() / loops));
    }

    public NettyLoop loop() {
        return loop;
    }

    public Counters.Lane counters() {
        return counters;
    }

    LoadSettings load() {
        return settings.get();
    }

    /** The TLS handshakes of this loop. */
    HandshakeGate handshakes() {
        return handshakes;
    }

    int now() {
        return loop.wheel().now();
    }
}
