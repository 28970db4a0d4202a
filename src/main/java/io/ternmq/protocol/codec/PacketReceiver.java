package io.ternmq.protocol.codec;

import io.ternmq.protocol.Auth;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.Disconnect;
import io.ternmq.protocol.Malformed;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Suback;
import io.ternmq.protocol.Subscribe;
import io.ternmq.protocol.Unsuback;
import io.ternmq.protocol.Unsubscribe;

/**
 * Told of each packet by {@link PacketDecoder}, in order. Every method says what the decoder is to do next. A receiver
 * implements what can come to it; what can't is refused by the decoder as a protocol error of its role.
 */
public interface PacketReceiver {

    /** What the decoder does after a packet. */
    enum Next {
        /** Go on with the next packet. */
        CONTINUE,
        /** The packet is done; look at no further one until decoding is taken up again. */
        STOP,
        /** The packet waits for a decision: leave it unread and offer it again when decoding is taken up again. */
        RETRY
    }

    Next onConnect(Connect connect);

    /** The publish is a view, valid during the call. */
    Next onPublish(Publish publish);

    /** PUBACK, PUBREC, PUBREL or PUBCOMP. 3.x and short forms have {@link ReasonCode#SUCCESS} and no properties. */
    Next onAcknowledgement(PacketType type, int packetId, ReasonCode reasonCode, Properties properties);

    Next onSubscribe(Subscribe subscribe);

    Next onUnsubscribe(Unsubscribe unsubscribe);

    Next onPingreq();

    Next onDisconnect(Disconnect disconnect);

    Next onAuth(Auth auth);

    /** Only a client's receiver gets it, as the following ones. */
    default Next onConnack(Connack connack) {
        throw new IllegalStateException("not a client");
    }

    default Next onSuback(Suback suback) {
        throw new IllegalStateException("not a client");
    }

    default Next onUnsuback(Unsuback unsuback) {
        throw new IllegalStateException("not a client");
    }

    default Next onPingresp() {
        throw new IllegalStateException("not a client");
    }

    /** Nothing more can be read from these bytes; the decoder stops. */
    void onMalformed(Malformed malformed);
}
