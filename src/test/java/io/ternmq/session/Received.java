package io.ternmq.session;

import io.ternmq.protocol.Auth;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.Disconnect;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import java.util.List;

/** What a test's client got, as values. */
sealed interface Received {
    record Connected(Connack connack) implements Received {}

    record Message(
            String topic,
            String payload,
            Qos qos,
            boolean retain,
            boolean duplicate,
            int packetId,
            int topicAlias,
            long expirySeconds,
            List<Integer> subscriptionIdentifiers)
            implements Received {}

    record Acknowledgement(PacketType type, int packetId, ReasonCode code) implements Received {}

    record Subscribed(int packetId, List<ReasonCode> codes) implements Received {}

    record Unsubscribed(int packetId, List<ReasonCode> codes) implements Received {}

    record Authentication(Auth auth) implements Received {}

    record Disconnected(ReasonCode code, Properties properties) implements Received {
        Disconnected(Disconnect packet) {
            this(packet.reasonCode(), packet.properties());
        }
    }

    /** The connection was closed by the broker; the reason is what the broker says of it, not what the client was told. */
    record Closed(ReasonCode reason, String detail) implements Received {}
}
