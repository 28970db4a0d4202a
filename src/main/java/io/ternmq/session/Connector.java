package io.ternmq.session;

import io.ternmq.protocol.Auth;
import io.ternmq.protocol.Connect;

/**
 * Brings a CONNECT to a session: enhanced authentication, client id, authentication, will, ownership, takeover, CONNACK. One per
 * connection, until the session is attached. On the connection's loop.
 */
public interface Connector {
    /** Takes the CONNECT; answers through the connection, now or later, by attaching a session or refusing. */
    void onConnect(Connect connect);

    /** The client goes on with an enhanced authentication. */
    void onAuth(Auth auth);

    /** The connection has ended before a session was attached. */
    void onClosed();
}
