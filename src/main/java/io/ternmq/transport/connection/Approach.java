package io.ternmq.transport.connection;

import io.ternmq.protocol.Connect;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.session.Connector;
import org.jspecify.annotations.Nullable;

/**
 * A connection's way from the socket to its session: the steps that its listener has, what becomes known on them of the other
 * end, and the CONNECT with the connector that deals with it. Forgotten when a session is attached.
 */
final class Approach {
    /** What the request for a websocket may hold while it comes; its limits are set so. */
    private static final int HTTP_BYTES = 16 * 1024;

    private final NettyConnection connection;
    private final ListenerContext listener;
    private final Identity identity;
    private @Nullable Refusal refusal;
    private @Nullable Connect connect;
    private @Nullable Connector connector;
    private boolean inHandshake;
    private int reserved;

    Approach(NettyConnection connection, ListenerContext listener, Identity identity) {
        this.connection = connection;
        this.listener = listener;
        this.identity = identity;
    }

    Identity identity() {
        return identity;
    }

    void refuseAtConnect(Refusal why) {
        refusal = why;
    }

    @Nullable
    Connect connect() {
        return connect;
    }

    @Nullable
    Connector connector() {
        return connector;
    }

    /** Gives a CONNECT to the session room, unless transport has something against it. */
    void toSession(Connect packet) {
        connect = packet;
        Refusal why = refusal != null ? refusal : listener.refusalOf(packet);
        if (why != null) {
            connection.disconnect(why.reason(), why.detail());
            return;
        }
        Connector made = listener.connectors.connector(connection);
        connector = made;
        made.onConnect(packet);
    }

    /** Begins a step, with its own time limit. */
    void enter(Phase step) {
        leave();
        connection.timers().limitStep(listener.timeoutTicks(step));
        if (step == Phase.TLS) {
            queueForHandshake();
        } else if (step == Phase.WEBSOCKET) {
            reserveForHttp();
        }
    }

    private void queueForHandshake() {
        inHandshake = true;
        if (!connection.home().handshakes().enter(connection)) {
            connection.reading().pause(Reading.GATE);
        }
    }

    private void reserveForHttp() {
        if (listener.unadmitted.tryTake(HTTP_BYTES)) {
            reserved = HTTP_BYTES;
        } else {
            connection.refuseUnheard(
                    ReasonCode.QUOTA_EXCEEDED, "the connections that are not admitted hold as many bytes as they may");
        }
    }

    /** Ends the step: gives back what it holds of what others wait for. */
    void leave() {
        listener.unadmitted.giveBack(reserved);
        reserved = 0;
        if (inHandshake) {
            inHandshake = false;
            if (connection.reading().has(Reading.GATE)) {
                connection.home().handshakes().forget(connection);
            } else {
                connection.home().handshakes().leave();
            }
        }
    }
}
