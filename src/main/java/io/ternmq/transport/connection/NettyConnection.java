package io.ternmq.transport.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.ternmq.access.Peer;
import io.ternmq.config.Durability;
import io.ternmq.event.Counter;
import io.ternmq.event.Counters;
import io.ternmq.event.Explained;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.codec.PacketEncoder;
import io.ternmq.routing.Loop;
import io.ternmq.session.AttachedSession;
import io.ternmq.session.Connection;
import io.ternmq.session.Connector;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One network link of one client: how far it has come, who is at its other end, and to whom it belongs. What comes in is
 * {@link ConnectionHandler}'s, what goes out {@link OutboundBytes}', pauses are {@link Reading}'s and time is
 * {@link ConnectionTimers}'.
 *
 * <p>Belongs to one loop, and to no thread while it is under way to another one, see {@link Moving}. States are the
 * {@link Phase}s; the step into {@link Phase#CLOSING} is made once, by {@link Disconnector} alone, and nothing leads back.
 */
public final class NettyConnection implements Connection {
    private final ListenerContext listener;
    private final Channel channel;
    private final ConnectionHandler handler;
    private final OutboundBytes outbound;
    private final Reading reading;
    private final ConnectionTimers timers;
    private ConnectionLoop home;
    private Phase phase;
    private int longestPacket = PacketEncoder.NO_LIMIT;
    private boolean opened;
    private boolean gone;
    private @Nullable Approach approach;
    private @Nullable Peer peer;
    private @Nullable AttachedSession session;
    private @Nullable ReasonCode goodbye;
    private @Nullable Moving moving;

    public NettyConnection(ListenerContext listener, ConnectionLoop home, Channel channel) {
        this.listener = listener;
        this.home = home;
        this.channel = channel;
        this.phase = listener.first();
        this.outbound = new OutboundBytes(this, listener.settings.kind().isWebsocket());
        this.reading = new Reading(this);
        this.timers = new ConnectionTimers(this);
        this.handler = new ConnectionHandler(this, listener);
        InetSocketAddress address = (InetSocketAddress) channel.remoteAddress();
        boolean loopback = address.getAddress().isLoopbackAddress() && !listener.settings.trustsProxy();
        this.approach = new Approach(this, listener, new Identity(address, loopback));
    }

    // ------------------------------------------------------------------ from the socket to CONNECT

    /** MQTT's handler, for the end of the pipeline. */
    public ConnectionHandler handler() {
        return handler;
    }

    /** It is to be refused as soon as its CONNECT has come, since only then it can be told why. */
    public void refuseAtConnect(Refusal why) {
        approach().refuseAtConnect(why);
    }

    /** The socket is open. */
    void begin() {
        counters().add(Counter.SOCKET_OPEN, 1);
        timers.begin(listener.timeoutTicks(phase));
        enter(phase);
        reading.apply();
    }

    /** The step before CONNECT that it is in is passed. */
    public void passed(Phase step) {
        if (phase == step) {
            enter(listener.after(step));
        }
    }

    /** What is known of the other end before CONNECT. */
    public Identity identity() {
        return approach().identity();
    }

    private Approach approach() {
        Approach known = approach;
        if (known == null) {
            throw new IllegalStateException("a session is attached");
        }
        return known;
    }

    /** A step before CONNECT can't be passed. */
    public void refuseUnheard(ReasonCode reason, String detail) {
        listener.disconnector.refuseUnheard(this, reason, detail);
    }

    /** The other end has gone without MQTT's good-bye. */
    public void lost(String detail) {
        listener.disconnector.lost(this, ReasonCode.UNSPECIFIED_ERROR, detail);
    }

    private void enter(Phase next) {
        phase = next;
        opened |= next == Phase.CONNECT;
        approach().enter(next);
    }

    /** CONNECT has come: what transport itself has against it, else it goes to the session room. */
    void connectReceived(Connect packet) {
        peer = identity().peer(listener, packet.version());
        maximumPacketSize(packet.properties().number(Property.MAXIMUM_PACKET_SIZE, PacketEncoder.NO_LIMIT));
        enter(Phase.ADMISSION);
        timers.lifetime(listener.lifetimeTicks());
        approach().toSession(packet);
    }

    // ------------------------------------------------------------------ what is known of it

    @Override
    public Peer peer() {
        Peer known = peer;
        if (known == null) {
            throw new IllegalStateException("the peer is known from CONNECT on");
        }
        return known;
    }

    @Override
    public @Nullable Durability durability() {
        return listener.settings.durability();
    }

    @Override
    public Loop loop() {
        return home.loop;
    }

    @Override
    public boolean isOpen() {
        return phase != Phase.CLOSING;
    }

    @Override
    public long maximumPacketSize() {
        return longestPacket;
    }

    @Override
    public void maximumPacketSize(long bytes) {
        longestPacket = (int) Math.min(bytes, PacketEncoder.NO_LIMIT);
    }

    /** Whether the socket is closed and nothing more happens. */
    boolean isGone() {
        return gone;
    }

    Phase phase() {
        return phase;
    }

    /** What CONNECT has announced, or null before it. */
    @Nullable
    ProtocolVersion version() {
        return peer == null ? null : peer.version();
    }

    ConnectionLoop home() {
        return home;
    }

    Channel channel() {
        return channel;
    }

    Reading reading() {
        return reading;
    }

    ConnectionTimers timers() {
        return timers;
    }

    public Counters.Lane counters() {
        return home.counters;
    }

    public ListenerContext listener() {
        return listener;
    }

    InetSocketAddress address() {
        return peer == null ? identity().address() : peer.address();
    }

    String addressText() {
        return Disconnector.text(address());
    }

    /** The CONNECT of a client that is not admitted yet. */
    @Nullable
    Connect connect() {
        return approach == null ? null : approach.connect();
    }

    @Nullable
    Connector connector() {
        return approach == null ? null : approach.connector();
    }

    @Nullable
    AttachedSession session() {
        return session;
    }

    /** The reason code of the DISCONNECT that the client has sent. */
    @Nullable
    ReasonCode saidGoodbye() {
        return goodbye;
    }

    void saidGoodbye(ReasonCode reason) {
        goodbye = reason;
    }

    // ------------------------------------------------------------------ the session's side

    @Override
    public void attach(AttachedSession attached) {
        session = attached;
        approach = null;
        phase = Phase.OPEN;
        handler.admitted();
        timers.pollSoon();
    }

    @Override
    public void keepAlive(int seconds) {
        timers.keepAlive(seconds);
    }

    @Override
    public void moveTo(Loop target, Runnable arrived) {
        reading.pause(Reading.MOVING);
        moving = new Moving(this, listener.loops.get(target.index()), arrived);
        outbound.dueAtEndOfTurn();
    }

    /** It belongs to a loop again. */
    void arrived(ConnectionLoop loop) {
        home = loop;
        timers.begin(listener.timeoutTicks(phase));
    }

    @Override
    public void disconnect(ReasonCode reason, String detail, @Nullable String serverReference) {
        listener.disconnector.disconnect(this, reason, detail, serverReference);
    }

    @Override
    public void refuse(Connack connack, String detail, @Nullable Explained why) {
        listener.disconnector.refuse(this, connack, detail, why);
    }

    // ------------------------------------------------------------------ reading

    @Override
    public void pause(Pause reason) {
        reading.pause(Reading.bit(reason));
    }

    @Override
    public void resume(Pause reason) {
        reading.resume(Reading.bit(reason));
    }

    @Override
    public void resumeDecoding() {
        if (!handler.goesOnAtOnce()) {
            reading.resume(Reading.PARKED);
        }
    }

    // ------------------------------------------------------------------ writing

    @Override
    public ByteBuf outbound() {
        return outbound.buffer();
    }

    @Override
    public void flushLater() {
        outbound.flushLater();
    }

    @Override
    public void writeShared(ByteBuf bytes) {
        outbound.writeShared(bytes);
    }

    @Override
    public boolean writable() {
        return outbound.writable();
    }

    /** The turn's output has been offered to the socket. */
    void flushed() {
        if (isOpen() && outbound.isFlooded(listener.outboundHighWatermark())) {
            // It asks for more than it reads, by packets that nobody may drop: its own requests wait now.
            reading.pause(Reading.FLOODED);
        }
        Moving move = moving;
        if (move != null) {
            moving = null;
            move.start();
        }
    }

    /** The socket has taken something, or can't take more. */
    void writabilityChanged() {
        if (isOpen() && channel.isWritable()) {
            reading.resume(Reading.FLOODED);
            if (outbound.isBlocked()) {
                handler.continueAtEndOfTurn();
            }
        }
    }

    /** Tells the session when there is room that it has asked for in vain. */
    void tellIfWritable() {
        AttachedSession told = session;
        if (told != null && isOpen() && outbound.unblock()) {
            told.onWritable();
        }
    }

    // ------------------------------------------------------------------ the end

    /** Makes the step into the last phase; false when it was made before. */
    boolean beginClosing() {
        if (phase == Phase.CLOSING) {
            return false;
        }
        if (approach != null) {
            approach.leave();
        }
        phase = Phase.CLOSING;
        handler.release();
        return true;
    }

    /**
     * Writes what there is and ends the connection.
     *
     * @param linger whether the client is to be given a moment to read; what it still sends is thrown away meanwhile. A socket
     *     that is closed with unread bytes would be reset, and the client might never see why
     */
    void close(boolean linger) {
        if (gone) {
            return;
        }
        timers.linger();
        outbound.write();
        if (linger && channel.isActive()) {
            reading.apply();
            Farewell.flushAndShut(
                    handler.ctx(), opened && listener.settings.kind().isWebsocket());
        } else {
            handler.ctx().flush();
            handler.ctx().close();
        }
    }

    /** The socket is closed. */
    void inactive() {
        if (gone) {
            return;
        }
        lost("the socket was closed without a DISCONNECT");
        gone = true;
        timers.end();
        outbound.release();
        handler.release();
        counters().add(Counter.SOCKET_CLOSE, 1);
        listener.closed();
    }
}
