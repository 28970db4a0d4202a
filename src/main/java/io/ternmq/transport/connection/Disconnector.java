package io.ternmq.transport.connection;

import io.ternmq.access.Shown;
import io.ternmq.event.BrokerEvent.ClientDisconnected;
import io.ternmq.event.BrokerEvent.ConnectionRefused;
import io.ternmq.event.BrokerEvent.IncidentHappened;
import io.ternmq.event.Counter;
import io.ternmq.event.EventBus;
import io.ternmq.event.Explained;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.Disconnect;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.codec.PacketEncoder;
import io.ternmq.session.AttachedSession;
import io.ternmq.session.Connector;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one door out of the broker. However a connection ends, here it is decided together what the client is told, what is
 * counted, what the event says and what the log says, so that they can't disagree; and that it happens once.
 */
public final class Disconnector {
    private static final Logger LOG = LoggerFactory.getLogger(Disconnector.class);
    private static final String FAULT = "internal-error";

    private final EventBus events;
    private final OffenderLog log;

    public Disconnector(EventBus events, OffenderLog log) {
        this.events = events;
        this.log = log;
    }

    /** Ends a connection for a reason of the broker's; before admission that is a refusal. */
    void disconnect(NettyConnection connection, ReasonCode reason, String detail, @Nullable String serverReference) {
        AttachedSession session = connection.session();
        if (session == null) {
            Properties properties = properties(detail);
            if (serverReference != null) {
                properties.set(Property.SERVER_REFERENCE, serverReference);
            }
            refuse(connection, new Connack(false, reason, properties), detail, null);
            return;
        }
        if (!connection.beginClosing()) {
            return;
        }
        sendDisconnect(connection, reason, detail, serverReference);
        if (reason.isError()) {
            tell(connection, session, reason, detail);
        } else {
            LOG.debug("Client {} disconnected: {}", session.id(), detail);
        }
        ended(session, reason, detail);
    }

    /** Ends a connection that was never admitted: CONNACK where the client can understand it, then the end. */
    void refuse(NettyConnection connection, Connack connack, String detail, @Nullable Explained why) {
        refuse(connection, connection.version(), connack, detail, why);
    }

    /** For a CONNECT that couldn't be read but for its version. */
    void refuse(NettyConnection connection, @Nullable ProtocolVersion version, Connack connack, String detail) {
        refuse(connection, version, connack, detail, null);
    }

    private void refuse(
            NettyConnection connection,
            @Nullable ProtocolVersion version,
            Connack connack,
            String detail,
            @Nullable Explained why) {
        if (!connection.beginClosing()) {
            return;
        }
        ReasonCode reason = connack.reasonCode();
        connection.counters().add(Counter.CONNECTION_REFUSED, reason, 1);
        if (version != null) {
            int longest = (int) connection.maximumPacketSize();
            if (PacketEncoder.connack(connection.outbound(), version, connack, longest) > 0) {
                connection.counters().add(Counter.MQTT_CONNACK_SENT, version, reason, 1);
            }
        }
        connection.close(true);
        log.line(
                connection.address().getAddress(),
                "Refused " + who(connection) + ": " + LogText.of(detail) + " (" + words(reason) + ")");
        refused(connection, reason, detail, why);
    }

    /** A step before CONNECT was not passed: there is nobody yet who would understand a packet. */
    void refuseUnheard(NettyConnection connection, ReasonCode reason, String detail) {
        refuse(connection, null, new Connack(false, reason, Properties.NONE), detail);
    }

    /** A socket is closed before anything is made for it. On the loop. */
    public void turnAway(ConnectionLoop loop, InetSocketAddress address, String listener, Refusal refusal) {
        loop.counters().add(Counter.CONNECTION_REFUSED, refusal.reason(), 1);
        log.line(
                address.getAddress(),
                "Turned away a connection to listener " + listener + " from " + text(address) + ": " + refusal.detail()
                        + " (" + words(refusal.reason()) + ")");
        events.publish(new ConnectionRefused(
                text(address), listener, "", null, null, refusal.reason(), refusal.detail(), null));
    }

    /** The other end has gone, or said good-bye. */
    void lost(NettyConnection connection, ReasonCode reason, String detail) {
        if (!connection.beginClosing()) {
            return;
        }
        connection.close(false);
        AttachedSession session = connection.session();
        if (session != null) {
            LOG.debug("Client {} has gone: {}", session.id(), detail);
            ended(session, reason, detail);
        } else {
            LOG.debug("Lost {}: {}", who(connection), detail);
            tellConnector(connection);
        }
    }

    /** A fault of ours while serving this connection; nobody else is to suffer from it. */
    void failed(NettyConnection connection, Throwable fault) {
        String detail = "an error inside the broker";
        log.fault(connection.address().getAddress(), "Serving " + who(connection) + " failed", fault);
        events.publish(new IncidentHappened(
                FAULT, "A connection was closed because of " + detail + "; the log has the stack."));
        disconnect(connection, ReasonCode.UNSPECIFIED_ERROR, detail, null);
    }

    private void sendDisconnect(
            NettyConnection connection, ReasonCode reason, String detail, @Nullable String serverReference) {
        // A client that has said good-bye for the same reason, or that speaks 3.x, is told nothing (MQTT-3.14.0-1).
        boolean told = connection.version() == ProtocolVersion.MQTT_5 && connection.saidGoodbye() != reason;
        if (told) {
            Properties properties = reason.isError() ? properties(detail) : Properties.create();
            if (serverReference != null) {
                properties.set(Property.SERVER_REFERENCE, serverReference);
            }
            int longest = (int) connection.maximumPacketSize();
            Disconnect disconnect = new Disconnect(reason, properties);
            if (PacketEncoder.disconnect(connection.outbound(), ProtocolVersion.MQTT_5, disconnect, longest) > 0) {
                connection.counters().add(Counter.MQTT_DISCONNECT_SENT, ProtocolVersion.MQTT_5, reason, 1);
            }
        }
        connection.close(told || connection.saidGoodbye() == null);
    }

    private void tell(NettyConnection connection, AttachedSession session, ReasonCode reason, String detail) {
        String client = LogText.of(session.id().toString());
        log.line(
                connection.address().getAddress(),
                "Disconnected client " + client + " of listener "
                        + connection.listener().name() + " at " + connection.addressText() + ": " + LogText.of(detail)
                        + " (" + words(reason) + ")");
    }

    private void ended(AttachedSession session, ReasonCode reason, String detail) {
        events.publish(new ClientDisconnected(session.id(), reason, detail));
        session.onClosed(reason, detail);
    }

    private void refused(NettyConnection connection, ReasonCode reason, String detail, @Nullable Explained why) {
        Connect connect = connection.connect();
        events.publish(new ConnectionRefused(
                connection.addressText(),
                connection.listener().name(),
                connection.listener().mountpoint(),
                connect == null ? null : connect.clientId(),
                connect == null ? null : shownUser(connect.userName()),
                reason,
                detail,
                why));
        tellConnector(connection);
    }

    /** Some clients give a token as user name, which nobody is to see. */
    private static @Nullable String shownUser(@Nullable String userName) {
        return userName != null && Shown.isToken(userName) ? "(a token)" : userName;
    }

    private static void tellConnector(NettyConnection connection) {
        Connector connector = connection.connector();
        if (connector != null) {
            connector.onClosed();
        }
    }

    private static Properties properties(String detail) {
        return Properties.create().set(Property.REASON_STRING, LogText.of(detail));
    }

    private static String who(NettyConnection connection) {
        Connect connect = connection.connect();
        String client = connect == null ? "a connection" : "client '" + LogText.of(connect.clientId()) + "'";
        return client + " of listener " + connection.listener().name() + " from " + connection.addressText();
    }

    static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    private static String words(ReasonCode reason) {
        return String.format("0x%02X %s", reason.value(), reason.words());
    }
}
