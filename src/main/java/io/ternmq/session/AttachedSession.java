package io.ternmq.session;

import io.ternmq.protocol.Auth;
import io.ternmq.protocol.Disconnect;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Subscribe;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Unsubscribe;
import io.ternmq.protocol.codec.PacketReceiver.Next;

/**
 * A session with a connection attached, as transport sees it. On the loop only.
 *
 * <p>Who counts: the session counts PUBLISH, the acknowledgements, SUBSCRIBE, UNSUBSCRIBE and AUTH of both directions, a
 * CONNACK of success and a DISCONNECT received; the connection counts bytes, pings, CONNECT, and the CONNACK of a refusal and the
 * DISCONNECT that it sends. The session announces that a client has connected, the connection that it has gone.
 */
public interface AttachedSession {
    SubscriberId id();

    Next onPublish(Publish publish);

    Next onAcknowledgement(PacketType type, int packetId, ReasonCode reasonCode, Properties properties);

    Next onSubscribe(Subscribe subscribe);

    Next onUnsubscribe(Unsubscribe unsubscribe);

    Next onDisconnect(Disconnect disconnect);

    Next onAuth(Auth auth);

    /** The client has caught up: {@link Connection#writable()} is true again. */
    void onWritable();

    /**
     * The connection has ended; called exactly once, also after a DISCONNECT of either side.
     *
     * @param reason how it ended, as MQTT 5 would call it
     */
    void onClosed(ReasonCode reason, String detail);
}
