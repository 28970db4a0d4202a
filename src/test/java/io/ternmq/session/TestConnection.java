package io.ternmq.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.access.Peer;
import io.ternmq.event.Explained;
import io.ternmq.protocol.Auth;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.Disconnect;
import io.ternmq.protocol.Malformed;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Subscribe;
import io.ternmq.protocol.Unsubscribe;
import io.ternmq.protocol.codec.CodecLimits;
import io.ternmq.protocol.codec.PacketDecoder;
import io.ternmq.protocol.codec.PacketEncoder;
import io.ternmq.protocol.codec.PacketReceiver;
import io.ternmq.protocol.codec.Role;
import io.ternmq.protocol.codec.TopicCache;
import io.ternmq.routing.Loop;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A network link without a network, for stepped loops: the client's bytes are decoded as transport decodes them, the broker's
 * bytes are decoded as a client decodes them. Parks, pauses, moves and closes as {@link Connection} says.
 */
final class TestConnection implements Connection, PacketReceiver {
    final ClientReceiver client = new ClientReceiver();
    private final PacketDecoder decoder = new PacketDecoder(new TopicCache(64));
    private final CodecLimits limits = CodecLimits.builder(Role.SERVER)
            .maxTopicLevels(128)
            .maxFilters(10_000)
            .build();
    private ByteBuf inbound = Unpooled.buffer();
    private final ByteBuf outbound = Unpooled.buffer();
    private final Set<Pause> pauses = EnumSet.noneOf(Pause.class);
    private final Peer peer;
    private final Connector connector;
    private Loop loop;
    private @Nullable ProtocolVersion version;
    private @Nullable AttachedSession session;
    private boolean parked;
    private boolean decoding;
    private boolean open = true;
    private boolean moving;
    private boolean holdsMoves;
    private @Nullable Runnable heldMove;
    boolean writable = true;
    int keepAliveSeconds = -1;
    private long maximumPacketSize = PacketEncoder.NO_LIMIT;

    TestConnection(Loop loop, Peer peer, Connectors connectors) {
        this.loop = loop;
        this.peer = peer;
        this.connector = connectors.connector(this);
    }

    // ------------------------------------------------------------------ the client's side

    /** The client's bytes arrive; on the connection's loop. */
    void arrive(ByteBuf bytes) {
        inbound.writeBytes(bytes);
        decode();
    }

    private void decode() {
        while (!decoding && !parked && open && pauses.isEmpty() && inbound.isReadable()) {
            decoding = true;
            PacketDecoder.End end = decoder.decode(inbound, limits, version, this);
            decoding = false;
            if (end == PacketDecoder.End.NEEDS_MORE || end == PacketDecoder.End.MALFORMED) {
                break;
            }
        }
        discardRead();
    }

    /** Whoever holds a message beyond its call holds the bytes that it came in: nothing is written there any more. */
    private void discardRead() {
        if (inbound.refCnt() == 1) {
            inbound.discardReadBytes();
        } else {
            ByteBuf unread = Unpooled.buffer().writeBytes(inbound);
            inbound.release();
            inbound = unread;
        }
    }

    /** The network link breaks. */
    void cut() {
        if (open) {
            open = false;
            ended(ReasonCode.UNSPECIFIED_ERROR, "the link broke");
        }
    }

    void becomeWritable() {
        writable = true;
        if (session != null && open) {
            session.onWritable();
        }
    }

    /** From now on a move to another loop takes until {@link #releaseMove}. */
    void holdMoves() {
        holdsMoves = true;
    }

    void releaseMove() {
        Runnable held = heldMove;
        heldMove = null;
        if (held != null) {
            held.run();
        }
    }

    boolean isPaused() {
        return !pauses.isEmpty();
    }

    private void ended(ReasonCode reason, String detail) {
        AttachedSession attached = session;
        if (attached != null) {
            attached.onClosed(reason, detail);
        } else {
            connector.onClosed();
        }
    }

    // ------------------------------------------------------------------ what sessions see

    @Override
    public Peer peer() {
        ProtocolVersion spoken = version;
        return spoken == null
                ? peer
                : new Peer(
                        peer.listener(),
                        peer.mountpoint(),
                        peer.address(),
                        peer.loopback(),
                        peer.identity(),
                        peer.clientIdIdentity(),
                        peer.certificate(),
                        spoken);
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public void moveTo(Loop home, Runnable arrived) {
        requireLoop();
        if (moving || session != null) {
            throw new AssertionError("a connection moves once, before a session is attached");
        }
        moving = true;
        Runnable move = () -> home.execute(() -> {
            if (open) {
                loop = home;
                arrived.run();
            }
        });
        if (holdsMoves) {
            heldMove = move;
        } else {
            move.run();
        }
    }

    @Override
    public void attach(AttachedSession attached) {
        requireLoop();
        session = attached;
    }

    @Override
    public void keepAlive(int seconds) {
        keepAliveSeconds = seconds;
    }

    @Override
    public void maximumPacketSize(long bytes) {
        maximumPacketSize = bytes;
    }

    @Override
    public long maximumPacketSize() {
        return maximumPacketSize;
    }

    @Override
    public ByteBuf outbound() {
        requireLoop();
        return outbound;
    }

    @Override
    public void flushLater() {
        if (!open) {
            outbound.clear();
            return;
        }
        if (version == null) {
            throw new AssertionError("bytes are sent before CONNECT");
        }
        client.decode(outbound, version);
        outbound.clear();
    }

    @Override
    public void writeShared(ByteBuf bytes) {
        outbound.writeBytes(bytes);
        bytes.release();
    }

    @Override
    public boolean writable() {
        return writable;
    }

    @Override
    public void pause(Pause reason) {
        pauses.add(reason);
    }

    @Override
    public void resume(Pause reason) {
        pauses.remove(reason);
        loop.execute(this::decode);
    }

    @Override
    public void resumeDecoding() {
        parked = false;
        loop.execute(this::decode);
    }

    @Override
    public void disconnect(ReasonCode reason, String detail) {
        disconnect(reason, detail, null);
    }

    @Override
    public void disconnect(ReasonCode reason, String detail, @Nullable String serverReference) {
        if (!open) {
            return;
        }
        if (session == null) {
            refuse(new Connack(false, reason, Properties.NONE), detail);
            return;
        }
        if (version == ProtocolVersion.MQTT_5) {
            PacketEncoder.disconnect(
                    outbound, version, new Disconnect(reason, Properties.NONE), PacketEncoder.NO_LIMIT);
        }
        close(reason, detail);
    }

    @Override
    public void refuse(Connack connack, String detail, @Nullable Explained why) {
        if (open) {
            if (version != null) {
                PacketEncoder.connack(outbound, version, connack, PacketEncoder.NO_LIMIT);
            }
            close(connack.reasonCode(), detail);
        }
    }

    private void close(ReasonCode reason, String detail) {
        requireLoop();
        if (version != null) {
            flushLater();
        }
        open = false;
        client.packets.add(new Received.Closed(reason, detail));
        ended(reason, detail);
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    private void requireLoop() {
        if (!loop.inLoop()) {
            throw new AssertionError("the connection is on " + loop + ", which isn't running");
        }
    }

    // ------------------------------------------------------------------ packets, as transport gives them on

    private Next parking(Next next) {
        parked = next != Next.CONTINUE && open;
        return open ? next : Next.STOP;
    }

    @Override
    public Next onConnect(Connect connect) {
        version = connect.version();
        parked = true;
        connector.onConnect(connect);
        return Next.STOP;
    }

    @Override
    public Next onPublish(Publish publish) {
        return parking(attached().onPublish(publish));
    }

    @Override
    public Next onAcknowledgement(PacketType type, int packetId, ReasonCode reasonCode, Properties properties) {
        return parking(attached().onAcknowledgement(type, packetId, reasonCode, properties));
    }

    @Override
    public Next onSubscribe(Subscribe subscribe) {
        return parking(attached().onSubscribe(subscribe));
    }

    @Override
    public Next onUnsubscribe(Unsubscribe unsubscribe) {
        return parking(attached().onUnsubscribe(unsubscribe));
    }

    @Override
    public Next onPingreq() {
        return Next.CONTINUE;
    }

    @Override
    public Next onDisconnect(Disconnect disconnect) {
        attached().onDisconnect(disconnect);
        if (open) {
            open = false;
            ended(disconnect.reasonCode(), "the client said good-bye");
        }
        return Next.STOP;
    }

    @Override
    public Next onAuth(Auth auth) {
        if (session != null) {
            return parking(session.onAuth(auth));
        }
        parked = true;
        connector.onAuth(auth);
        return Next.STOP;
    }

    @Override
    public void onMalformed(Malformed malformed) {
        disconnect(malformed.reasonCode(), malformed.detail());
    }

    private AttachedSession attached() {
        if (session == null) {
            throw new AssertionError("a packet came before the session was attached");
        }
        return session;
    }
}
