package io.ternmq.transport.connection;

import io.netty.channel.Channel;
import io.ternmq.config.LoadSettings;
import io.ternmq.event.Counter;
import io.ternmq.session.Connection.Pause;
import org.jspecify.annotations.Nullable;

/**
 * Whether a connection is read and decoded: only while no pause is set. When the last one is taken back, what has been
 * received already is decoded first, at the end of the turn, and then the socket is read again. An ended connection is read,
 * and what comes is thrown away.
 */
final class Reading {
    /** Pauses of transport's own, beside those of {@link Pause}, which have the lowest bits. */
    static final int PARKED = 1 << 8;

    static final int MOVING = 1 << 9;
    static final int GATE = 1 << 10;
    static final int FLOODED = 1 << 11;

    private static final int RATE = bit(Pause.RATE);
    private static final int MEMORY = bit(Pause.MEMORY);
    /** What a client brings about that doesn't read what it has asked for: it is still to be heard of in time. */
    private static final int ITS_OWN = bit(Pause.OUTBOUND) | FLOODED;
    /** Part of every client's life, not of regulation. */
    private static final int UNCOUNTED = bit(Pause.DECISION) | PARKED | MOVING | GATE;

    private final NettyConnection connection;
    private int pauses;
    private @Nullable RateLimit rate;

    Reading(NettyConnection connection) {
        this.connection = connection;
    }

    static int bit(Pause pause) {
        return 1 << pause.ordinal();
    }

    boolean isPaused() {
        return pauses != 0;
    }

    boolean has(int reason) {
        return (pauses & reason) != 0;
    }

    /** Whether it is the broker that doesn't listen, so that a silent client is not to blame. */
    boolean excusesSilence() {
        return (pauses & ~ITS_OWN) != 0;
    }

    /** Whether a pause is there that time alone will end. */
    boolean wantsPolling() {
        return (pauses & (RATE | MEMORY)) != 0;
    }

    void pause(int reason) {
        if (pauses == 0 && (reason & UNCOUNTED) == 0) {
            connection.counters().add(Counter.CONNECTION_PAUSED, 1);
        }
        pauses |= reason;
        apply();
        if ((reason & (RATE | MEMORY)) != 0) {
            connection.timers().pollSoon();
        }
    }

    void resume(int reason) {
        if ((pauses & reason) == 0) {
            return;
        }
        pauses &= ~reason;
        if (pauses == 0 && connection.isOpen()) {
            connection.timers().heard();
            connection.handler().continueAtEndOfTurn();
        }
    }

    /** Puts the socket as the pauses want it. */
    void apply() {
        boolean reads = pauses == 0 || !connection.isOpen() && (pauses & MOVING) == 0;
        Channel channel = connection.channel();
        if (channel.config().isAutoRead() != reads) {
            channel.config().setAutoRead(reads);
        }
    }

    /** Bytes have come. */
    void received(int bytes) {
        LoadSettings load = connection.home().load();
        long byteRate = load.maxByteRate().toBytes();
        if (byteRate > 0 && !rate().take(now(), load.maxMessageRate(), byteRate, 0, bytes)) {
            pause(RATE);
        }
    }

    /** A message has come: its publisher waits when it is too fast, or when the node is short of memory. */
    void published() {
        LoadSettings load = connection.home().load();
        int messageRate = load.maxMessageRate();
        if (messageRate > 0
                && !rate().take(now(), messageRate, load.maxByteRate().toBytes(), 1, 0)) {
            pause(RATE);
        }
        if (connection.listener().memory.pausesPublishers()) {
            pause(MEMORY);
        }
    }

    /** Takes back what is over. */
    void poll() {
        LoadSettings load = connection.home().load();
        if (has(RATE)
                && rate().recovered(
                                now(), load.maxMessageRate(), load.maxByteRate().toBytes())) {
            resume(RATE);
        }
        if (has(MEMORY) && !connection.listener().memory.pausesPublishers()) {
            resume(MEMORY);
        }
    }

    private int now() {
        return connection.home().now();
    }

    private RateLimit rate() {
        RateLimit limit = rate;
        if (limit == null) {
            limit = new RateLimit();
            rate = limit;
        }
        return limit;
    }
}
