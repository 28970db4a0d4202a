package io.ternmq.session;

import io.ternmq.protocol.Auth;
import io.ternmq.protocol.Connect;

/**
 * Brings a CONNECT to a session: enhanced authentication, client id, authentication, will, ownership, takeover, CONNACK. One per
 * connection, until the session is attached. On the connection's loop.
 *
 * <p>The connection stops decoding after CONNECT and after every AUTH. The connector takes decoding up again in two cases: when
 * it has sent an AUTH, and then nothing but AUTH or DISCONNECT may come (all else is a protocol error, refused by the
 * connection); and when it has attached a session and sent CONNACK.
 */
public interface Connector {
    /** Takes the CONNECT; answers through the connection, now or later, by attaching a session or refusing. */
    void onConnect(Connect connect);

    /** The client goes on with an enhanced authentication. */
    void onAuth(Auth auth);

    /**
     * The connection has ended before a session was attached. Called once, on the loop that the connection is on, or was on when
     * it was under way to another one; {@link Connection#moveTo}'s task is not run after it.
     */
    void onClosed();
}
