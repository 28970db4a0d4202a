package io.ternmq.session;

import io.netty.buffer.ByteBuf;
import io.ternmq.access.Peer;
import io.ternmq.config.Durability;
import io.ternmq.event.Explained;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.routing.Loop;
import org.jspecify.annotations.Nullable;

/**
 * One network link, as its session sees it; implemented by transport. On the connection's loop only, unless said otherwise.
 *
 * <p>Bytes for the client are appended to {@link #outbound()}; {@link #flushLater()} has them written once at the end of the
 * loop's turn.
 */
public interface Connection {
    /** Why reading from a connection is paused. Reading goes on when no reason is left. */
    enum Pause {
        /** A decision is pending. */
        DECISION,
        /** The client sends too much per second. */
        RATE,
        /** The node is short of memory. */
        MEMORY,
        /** Another loop, a node link or the store is behind. */
        CONGESTION,
        /** The store commits nothing, and the client can't be told. */
        STORE,
        /** The client doesn't read what it asks for. */
        OUTBOUND
    }

    /** What a message that comes in here is to survive, when the listener has a say in it; else null. */
    default @Nullable Durability durability() {
        return null;
    }

    /** What is known of the other end; the version in it is that of CONNECT. */
    Peer peer();

    /** The loop that the connection is on now. */
    Loop loop();

    /** Moves the connection to another loop, once, while it is parked after CONNECT; the task runs there when it has arrived. */
    void moveTo(Loop home, Runnable arrived);

    /** From now on packets go to the session. Decoding is taken up again by {@link #resumeDecoding()}. */
    void attach(AttachedSession session);

    /** The most silent seconds before the connection is closed with 0x8D, counted by half as much again; 0 for none. */
    void keepAlive(int seconds);

    /** The largest packet that the client takes, in bytes. */
    void maximumPacketSize(long bytes);

    /** The largest packet that the client takes. */
    long maximumPacketSize();

    /** Where the bytes for the client are appended. The buffer may be another one after each call of a method here. */
    ByteBuf outbound();

    /** What was appended is written at the end of the turn. */
    void flushLater();

    /** Writes bytes without copying them, behind what was appended; takes over one reference count. */
    void writeShared(ByteBuf bytes);

    /** Whether the client keeps up: bytes that wait for the socket are below the high watermark. */
    boolean writable();

    void pause(Pause reason);

    void resume(Pause reason);

    /** Takes up decoding after a packet that said STOP or RETRY. */
    void resumeDecoding();

    /**
     * Ends the connection. Tells a 5.0 client the reason code, counts, and says to log and events why, all from one place. What
     * was appended before is still written. The session hears of it by {@link AttachedSession#onClosed}.
     */
    default void disconnect(ReasonCode reason, String detail) {
        disconnect(reason, detail, null);
    }

    /** As {@link #disconnect(ReasonCode, String)}, naming another server. */
    void disconnect(ReasonCode reason, String detail, @Nullable String serverReference);

    /** Refuses before or instead of a session: CONNACK with the reason, then the end. */
    default void refuse(io.ternmq.protocol.Connack connack, String detail) {
        refuse(connack, detail, null);
    }

    /** As {@link #refuse(io.ternmq.protocol.Connack, String)}, with what access control says of it. */
    void refuse(io.ternmq.protocol.Connack connack, String detail, @Nullable Explained why);

    /** Whether the connection is still there. */
    boolean isOpen();
}
