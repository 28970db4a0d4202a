package io.ternmq.observe;

import static io.ternmq.protocol.ReasonCode.*;

import io.ternmq.event.Counter;
import io.ternmq.protocol.ReasonCode;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Which reason codes the packets of a counter can carry. Those are always shown, so that a graph begins at zero; any other
 * only once it was counted.
 */
final class PossibleReasons {
    private static final Set<ReasonCode> OF_PUBLISH_ANSWERS = EnumSet.of(
            SUCCESS,
            NO_MATCHING_SUBSCRIBERS,
            UNSPECIFIED_ERROR,
            IMPLEMENTATION_SPECIFIC_ERROR,
            NOT_AUTHORIZED,
            TOPIC_NAME_INVALID,
            PACKET_IDENTIFIER_IN_USE,
            QUOTA_EXCEEDED,
            PAYLOAD_FORMAT_INVALID);

    private static final Set<ReasonCode> OF_RELEASES = EnumSet.of(SUCCESS, PACKET_IDENTIFIER_NOT_FOUND);

    private static final Set<ReasonCode> OF_AUTH = EnumSet.of(SUCCESS, CONTINUE_AUTHENTICATION, REAUTHENTICATE);

    private static final Set<ReasonCode> OF_DISCONNECT_RECEIVED = EnumSet.of(
            SUCCESS,
            DISCONNECT_WITH_WILL,
            UNSPECIFIED_ERROR,
            MALFORMED_PACKET,
            PROTOCOL_ERROR,
            IMPLEMENTATION_SPECIFIC_ERROR,
            TOPIC_NAME_INVALID,
            RECEIVE_MAXIMUM_EXCEEDED,
            TOPIC_ALIAS_INVALID,
            PACKET_TOO_LARGE,
            MESSAGE_RATE_TOO_HIGH,
            QUOTA_EXCEEDED,
            ADMINISTRATIVE_ACTION,
            PAYLOAD_FORMAT_INVALID);

    private static final Set<ReasonCode> OF_DISCONNECT_SENT = EnumSet.of(
            SUCCESS,
            UNSPECIFIED_ERROR,
            MALFORMED_PACKET,
            PROTOCOL_ERROR,
            IMPLEMENTATION_SPECIFIC_ERROR,
            NOT_AUTHORIZED,
            SERVER_BUSY,
            SERVER_SHUTTING_DOWN,
            KEEP_ALIVE_TIMEOUT,
            SESSION_TAKEN_OVER,
            TOPIC_FILTER_INVALID,
            TOPIC_NAME_INVALID,
            RECEIVE_MAXIMUM_EXCEEDED,
            TOPIC_ALIAS_INVALID,
            PACKET_TOO_LARGE,
            MESSAGE_RATE_TOO_HIGH,
            QUOTA_EXCEEDED,
            ADMINISTRATIVE_ACTION,
            PAYLOAD_FORMAT_INVALID,
            RETAIN_NOT_SUPPORTED,
            QOS_NOT_SUPPORTED,
            USE_ANOTHER_SERVER,
            SERVER_MOVED,
            SHARED_SUBSCRIPTIONS_NOT_SUPPORTED,
            CONNECTION_RATE_EXCEEDED,
            MAXIMUM_CONNECT_TIME,
            SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED,
            WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED);

    private static final Set<ReasonCode> OF_CONNACK = EnumSet.of(
            SUCCESS,
            UNSPECIFIED_ERROR,
            MALFORMED_PACKET,
            PROTOCOL_ERROR,
            IMPLEMENTATION_SPECIFIC_ERROR,
            UNSUPPORTED_PROTOCOL_VERSION,
            CLIENT_IDENTIFIER_NOT_VALID,
            BAD_USER_NAME_OR_PASSWORD,
            NOT_AUTHORIZED,
            SERVER_UNAVAILABLE,
            SERVER_BUSY,
            BANNED,
            BAD_AUTHENTICATION_METHOD,
            TOPIC_NAME_INVALID,
            PACKET_TOO_LARGE,
            QUOTA_EXCEEDED,
            PAYLOAD_FORMAT_INVALID,
            RETAIN_NOT_SUPPORTED,
            QOS_NOT_SUPPORTED,
            USE_ANOTHER_SERVER,
            SERVER_MOVED,
            CONNECTION_RATE_EXCEEDED);

    /** The CONNACK return codes 0 to 5 of 3.x, by the reason codes that stand for them. */
    static final Set<ReasonCode> OF_CONNACK_3 = Collections.unmodifiableSet(EnumSet.of(
            SUCCESS,
            UNSUPPORTED_PROTOCOL_VERSION,
            CLIENT_IDENTIFIER_NOT_VALID,
            SERVER_UNAVAILABLE,
            BAD_USER_NAME_OR_PASSWORD,
            NOT_AUTHORIZED));

    private static final Map<Counter, Set<ReasonCode>> OF = new EnumMap<>(Map.ofEntries(
            Map.entry(Counter.MQTT_PUBACK_RECEIVED, OF_PUBLISH_ANSWERS),
            Map.entry(Counter.MQTT_PUBREC_RECEIVED, OF_PUBLISH_ANSWERS),
            Map.entry(Counter.MQTT_PUBACK_SENT, OF_PUBLISH_ANSWERS),
            Map.entry(Counter.MQTT_PUBREC_SENT, OF_PUBLISH_ANSWERS),
            Map.entry(Counter.MQTT_PUBREL_RECEIVED, OF_RELEASES),
            Map.entry(Counter.MQTT_PUBCOMP_RECEIVED, OF_RELEASES),
            Map.entry(Counter.MQTT_PUBREL_SENT, OF_RELEASES),
            Map.entry(Counter.MQTT_PUBCOMP_SENT, OF_RELEASES),
            Map.entry(Counter.MQTT_AUTH_RECEIVED, OF_AUTH),
            Map.entry(Counter.MQTT_AUTH_SENT, OF_AUTH),
            Map.entry(Counter.MQTT_DISCONNECT_RECEIVED, OF_DISCONNECT_RECEIVED),
            Map.entry(Counter.MQTT_DISCONNECT_SENT, OF_DISCONNECT_SENT),
            Map.entry(Counter.MQTT_CONNACK_SENT, OF_CONNACK)));

    private PossibleReasons() {}

    /** The reasons that packets of MQTT 5 can carry; none for a counter that isn't told apart by them. */
    static Set<ReasonCode> of(Counter counter) {
        return OF.getOrDefault(counter, Set.of());
    }
}
