package io.ternmq.transport.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.ternmq.event.Counter;
import io.ternmq.protocol.Auth;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.Disconnect;
import io.ternmq.protocol.Malformed;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Subscribe;
import io.ternmq.protocol.Unsubscribe;
import io.ternmq.protocol.codec.PacketDecoder;
import io.ternmq.protocol.codec.PacketEncoder;
import io.ternmq.protocol.codec.PacketReceiver;
import io.ternmq.session.AttachedSession;
import io.ternmq.session.Connector;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The second hop of a message: takes the bytes of one channel, has them decoded in place, and gives each packet to whom it
 * belongs at this moment: to transport itself, to the connector of a client that is not admitted yet, or to its session.
 *
 * <p>Decoding ends after a packet whose receiver said so (it is parked then, until {@code resumeDecoding}), and as soon as
 * reading is paused. It is never entered again from within: what ends a pause has it taken up at the end of the turn.
 */
public final class ConnectionHandler extends ChannelInboundHandlerAdapter
        implements PacketReceiver, InboundBytes.Decoding, Runnable {
    private final NettyConnection connection;
    private final ListenerContext listener;
    private final InboundBytes inbound;
    private @Nullable ChannelHandlerContext context;
    private boolean decoding;
    private boolean parks;
    private boolean goesOn;
    private boolean due;

    ConnectionHandler(NettyConnection connection, ListenerContext listener) {
        this.connection = connection;
        this.listener = listener;
        this.inbound = new InboundBytes(listener.unadmitted);
    }

    public NettyConnection connection() {
        return connection;
    }

    /** The channel that it serves. */
    public Channel channel() {
        return connection.channel();
    }

    ChannelHandlerContext ctx() {
        ChannelHandlerContext known = context;
        if (known == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return known;
    }

    // ------------------------------------------------------------------ what the channel tells

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        connection.begin();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        connection.inactive();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        connection.writabilityChanged();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (!connection.isOpen() || connection.phase().isBefore(Phase.CONNECT)) {
            bytes.release();
            return;
        }
        connection.timers().heard();
        connection.counters().add(Counter.BYTES_RECEIVED, bytes.readableBytes());
        connection.reading().received(bytes.readableBytes());
        try {
            if (connection.reading().isPaused()) {
                inbound.park(bytes, ctx.alloc());
            } else {
                inbound.receive(bytes, ctx.alloc(), this);
            }
        } catch (InboundBytes.NoRoom e) {
            refuseForBudget();
        } catch (RuntimeException e) {
            listener.disconnector.failed(connection, e);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            connection.counters().add(Counter.SOCKET_ERROR, 1);
            listener.disconnector.lost(
                    connection, ReasonCode.UNSPECIFIED_ERROR, "the socket failed: " + cause.getMessage());
        } else if (cause instanceof DecoderException && connection.phase().isBefore(Phase.CONNECT)) {
            connection.refuseUnheard(
                    ReasonCode.UNSPECIFIED_ERROR, connection.phase().failed(cause));
        } else if (cause instanceof DecoderException) {
            connection.counters().add(Counter.SOCKET_ERROR, 1);
            connection.disconnect(ReasonCode.MALFORMED_PACKET, Phase.TLS.failed(cause));
        } else {
            listener.disconnector.failed(connection, cause);
        }
    }

    // ------------------------------------------------------------------ decoding

    @Override
    public boolean decode(ByteBuf bytes) {
        do {
            parks = false;
            goesOn = false;
            decoding = true;
            PacketDecoder.End end;
            try {
                end = decoder().decode(bytes, listener.limits, connection.version(), this);
            } finally {
                decoding = false;
            }
            if (end == PacketDecoder.End.NEEDS_MORE) {
                return true;
            }
            if (end == PacketDecoder.End.MALFORMED || !connection.isOpen()) {
                return false;
            }
        } while (goesOn && !connection.reading().isPaused());
        if (parks && !goesOn) {
            connection.reading().pause(Reading.PARKED);
        }
        return false;
    }

    @Override
    public int neededBytes() {
        return decoder().neededBytes();
    }

    private PacketDecoder decoder() {
        return connection.home().decoder;
    }

    /** Whether decoding is taken up again without having been parked, because it is still under way. */
    boolean goesOnAtOnce() {
        goesOn = decoding;
        return decoding;
    }

    /** Takes up decoding, and tells the session of room for writing, at the end of the turn. */
    void continueAtEndOfTurn() {
        if (!due) {
            due = true;
            connection.home().loop.atEndOfTurn(this);
        }
    }

    @Override
    public void run() {
        due = false;
        try {
            connection.tellIfWritable();
            if (connection.isOpen() && !connection.reading().isPaused()) {
                inbound.resume(ctx().alloc(), this);
                connection.reading().apply();
            }
        } catch (InboundBytes.NoRoom e) {
            refuseForBudget();
        } catch (RuntimeException e) {
            listener.disconnector.failed(connection, e);
        }
    }

    private void refuseForBudget() {
        connection.disconnect(
                ReasonCode.QUOTA_EXCEEDED, "the connections that are not admitted hold as many bytes as they may");
    }

    /** The client is admitted: its bytes count as its own. */
    void admitted() {
        inbound.admitted();
    }

    void release() {
        inbound.release();
        if (!decoding) {
            inbound.releaseIfClosed();
        }
    }

    /** What the decoder does, given what the receiver of a packet said and what has happened to the connection meanwhile. */
    private Next after(Next said) {
        if (!connection.isOpen()) {
            return Next.STOP;
        }
        if (said != Next.CONTINUE) {
            parks = true;
            return said;
        }
        return connection.reading().isPaused() ? Next.STOP : Next.CONTINUE;
    }

    // ------------------------------------------------------------------ packets

    @Override
    public Next onConnect(Connect connect) {
        if (connection.version() != null) {
            return outOfPlace("a second CONNECT came");
        }
        connection.counters().add(Counter.MQTT_CONNECT_RECEIVED, connect.version(), 1);
        connection.connectReceived(connect);
        return after(Next.STOP);
    }

    @Override
    public Next onPublish(Publish publish) {
        AttachedSession session = connection.session();
        if (session == null) {
            return beforeConnack();
        }
        Next said = session.onPublish(publish);
        if (said != Next.RETRY) {
            connection.reading().published();
        }
        return after(said);
    }

    @Override
    public Next onAcknowledgement(PacketType type, int packetId, ReasonCode reasonCode, Properties properties) {
        AttachedSession session = connection.session();
        return session == null
                ? beforeConnack()
                : after(session.onAcknowledgement(type, packetId, reasonCode, properties));
    }

    @Override
    public Next onSubscribe(Subscribe subscribe) {
        AttachedSession session = connection.session();
        return session == null ? beforeConnack() : after(session.onSubscribe(subscribe));
    }

    @Override
    public Next onUnsubscribe(Unsubscribe unsubscribe) {
        AttachedSession session = connection.session();
        return session == null ? beforeConnack() : after(session.onUnsubscribe(unsubscribe));
    }

    @Override
    public Next onPingreq() {
        ProtocolVersion version = connection.version();
        if (connection.session() == null || version == null) {
            return beforeConnack();
        }
        connection.counters().add(Counter.MQTT_PINGREQ_RECEIVED, version, 1);
        PacketEncoder.pingresp(connection.outbound());
        connection.counters().add(Counter.MQTT_PINGRESP_SENT, version, 1);
        connection.flushLater();
        return after(Next.CONTINUE);
    }

    @Override
    public Next onDisconnect(Disconnect disconnect) {
        AttachedSession session = connection.session();
        connection.saidGoodbye(disconnect.reasonCode());
        if (session != null) {
            Next said = session.onDisconnect(disconnect);
            if (said == Next.RETRY) {
                return after(said);
            }
        }
        String text = disconnect.properties().text(Property.REASON_STRING);
        listener.disconnector.lost(
                connection, disconnect.reasonCode(), text == null ? "the client said good-bye" : text);
        return Next.STOP;
    }

    @Override
    public Next onAuth(Auth auth) {
        AttachedSession session = connection.session();
        Connector connector = connection.connector();
        if (session != null) {
            return after(session.onAuth(auth));
        }
        if (connector == null) {
            return beforeConnack();
        }
        connector.onAuth(auth);
        return after(Next.STOP);
    }

    @Override
    public void onMalformed(Malformed malformed) {
        ProtocolVersion version = malformed.version();
        ReasonCode reason = malformed.reasonCode();
        if (reason == ReasonCode.PACKET_TOO_LARGE && version != null) {
            connection.counters().add(Counter.MQTT_INVALID_MSG_SIZE_ERROR, version, 1);
        }
        if (connection.session() != null) {
            connection.disconnect(reason, malformed.detail());
        } else {
            Properties why = Properties.create().set(Property.REASON_STRING, malformed.detail());
            listener.disconnector.refuse(connection, version, new Connack(false, reason, why), malformed.detail());
        }
    }

    /** While a client is being admitted only AUTH and DISCONNECT may come (MQTT-3.1.2-30). */
    private Next beforeConnack() {
        return outOfPlace("a packet came before the client was admitted");
    }

    private Next outOfPlace(String detail) {
        connection.disconnect(ReasonCode.PROTOCOL_ERROR, detail);
        return Next.STOP;
    }
}
