package io.ternmq.protocol.codec;

import static io.ternmq.protocol.ReasonCode.*;

import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.ReasonCode;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Which reason code has a place in which packet (the tables of MQTT 5, chapter 3), and the return codes of 3.x CONNACK. */
final class ReasonCodes {
    /** {@link #returnCode} of what 3.x has no return code for: the connection is closed without a CONNACK. */
    static final int NONE = -1;

    private static final Map<PacketType, Set<ReasonCode>> FROM_CLIENT = new EnumMap<>(PacketType.class);
    private static final Map<PacketType, Set<ReasonCode>> FROM_SERVER = new EnumMap<>(PacketType.class);
    private static final Set<ReasonCode> SUBACK_OF_3 =
            EnumSet.of(GRANTED_QOS_0, GRANTED_QOS_1, GRANTED_QOS_2, UNSPECIFIED_ERROR);
    private static final ReasonCode[] RETURN_CODES = {
        SUCCESS,
        UNSUPPORTED_PROTOCOL_VERSION,
        CLIENT_IDENTIFIER_NOT_VALID,
        SERVER_UNAVAILABLE,
        BAD_USER_NAME_OR_PASSWORD,
        NOT_AUTHORIZED
    };

    static {
        Set<ReasonCode> received = EnumSet.of(SUCCESS, NO_MATCHING_SUBSCRIBERS, UNSPECIFIED_ERROR);
        received.addAll(EnumSet.of(IMPLEMENTATION_SPECIFIC_ERROR, NOT_AUTHORIZED, TOPIC_NAME_INVALID));
        received.addAll(EnumSet.of(PACKET_IDENTIFIER_IN_USE, QUOTA_EXCEEDED, PAYLOAD_FORMAT_INVALID));
        fromBoth(PacketType.PUBACK, received);
        fromBoth(PacketType.PUBREC, received);
        Set<ReasonCode> released = EnumSet.of(SUCCESS, PACKET_IDENTIFIER_NOT_FOUND);
        fromBoth(PacketType.PUBREL, released);
        fromBoth(PacketType.PUBCOMP, released);
        Set<ReasonCode> disconnect = EnumSet.of(SUCCESS, UNSPECIFIED_ERROR, MALFORMED_PACKET, PROTOCOL_ERROR);
        disconnect.addAll(EnumSet.of(IMPLEMENTATION_SPECIFIC_ERROR, TOPIC_NAME_INVALID));
        disconnect.addAll(EnumSet.range(RECEIVE_MAXIMUM_EXCEEDED, PAYLOAD_FORMAT_INVALID));
        FROM_CLIENT.put(PacketType.DISCONNECT, with(disconnect, EnumSet.of(DISCONNECT_WITH_WILL)));
        FROM_CLIENT.put(PacketType.AUTH, EnumSet.of(CONTINUE_AUTHENTICATION, REAUTHENTICATE));
        addFromServer(disconnect);
    }

    private ReasonCodes() {}

    private static void addFromServer(Set<ReasonCode> disconnect) {
        Set<ReasonCode> ends = EnumSet.of(NOT_AUTHORIZED, SERVER_BUSY, SERVER_SHUTTING_DOWN);
        ends.addAll(EnumSet.range(KEEP_ALIVE_TIMEOUT, TOPIC_FILTER_INVALID));
        ends.addAll(EnumSet.range(RETAIN_NOT_SUPPORTED, WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED));
        FROM_SERVER.put(PacketType.DISCONNECT, with(disconnect, ends));
        FROM_SERVER.put(PacketType.AUTH, EnumSet.of(SUCCESS, CONTINUE_AUTHENTICATION));
        Set<ReasonCode> connack = EnumSet.range(UNSPECIFIED_ERROR, BANNED);
        connack.addAll(EnumSet.of(SUCCESS, BAD_AUTHENTICATION_METHOD, TOPIC_NAME_INVALID, PACKET_TOO_LARGE));
        connack.addAll(EnumSet.of(QUOTA_EXCEEDED, PAYLOAD_FORMAT_INVALID, CONNECTION_RATE_EXCEEDED));
        connack.addAll(EnumSet.range(RETAIN_NOT_SUPPORTED, SERVER_MOVED));
        FROM_SERVER.put(PacketType.CONNACK, connack);
        Set<ReasonCode> refused = EnumSet.of(UNSPECIFIED_ERROR, IMPLEMENTATION_SPECIFIC_ERROR, NOT_AUTHORIZED);
        refused.addAll(EnumSet.of(TOPIC_FILTER_INVALID, PACKET_IDENTIFIER_IN_USE));
        FROM_SERVER.put(PacketType.UNSUBACK, with(refused, EnumSet.of(SUCCESS, NO_SUBSCRIPTION_EXISTED)));
        refused.addAll(EnumSet.of(QUOTA_EXCEEDED, SHARED_SUBSCRIPTIONS_NOT_SUPPORTED));
        refused.addAll(EnumSet.of(SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED, WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED));
        FROM_SERVER.put(PacketType.SUBACK, with(refused, EnumSet.of(GRANTED_QOS_0, GRANTED_QOS_1, GRANTED_QOS_2)));
    }

    private static void fromBoth(PacketType type, Set<ReasonCode> codes) {
        FROM_CLIENT.put(type, codes);
        FROM_SERVER.put(type, codes);
    }

    private static Set<ReasonCode> with(Set<ReasonCode> some, Set<ReasonCode> others) {
        Set<ReasonCode> all = EnumSet.copyOf(some);
        all.addAll(others);
        return all;
    }

    /** The reason code that comes next, refused when the sender may not say it in this packet. */
    static ReasonCode read(PacketReader in) {
        int value = in.unsignedByte("reason code");
        ReasonCode code = ReasonCode.find(value);
        if (code == null || !allowed(in, code)) {
            throw in.protocolError("reason code " + value + " has no place here");
        }
        return code;
    }

    private static boolean allowed(PacketReader in, ReasonCode code) {
        if (!in.isMqtt5()) {
            return SUBACK_OF_3.contains(code);
        }
        Map<PacketType, Set<ReasonCode>> sender = in.limits().role() == Role.SERVER ? FROM_CLIENT : FROM_SERVER;
        Set<ReasonCode> codes = sender.get(in.type());
        return codes != null && codes.contains(code);
    }

    /** The reason code of a 3.x return code (3.1.1 section 3.2.2.3). */
    static ReasonCode ofReturnCode(PacketReader in) {
        int value = in.unsignedByte("return code");
        if (value >= RETURN_CODES.length) {
            throw in.malformed("return code " + value);
        }
        return RETURN_CODES[value];
    }

    /** The 3.x return code that says most nearly the same, or {@link #NONE}. */
    static int returnCode(ReasonCode code) {
        return switch (code) {
            case SUCCESS -> 0;
            case UNSUPPORTED_PROTOCOL_VERSION -> 1;
            case CLIENT_IDENTIFIER_NOT_VALID -> 2;
            case UNSPECIFIED_ERROR,
                    IMPLEMENTATION_SPECIFIC_ERROR,
                    SERVER_UNAVAILABLE,
                    SERVER_BUSY,
                    SERVER_SHUTTING_DOWN,
                    QUOTA_EXCEEDED,
                    USE_ANOTHER_SERVER,
                    SERVER_MOVED,
                    CONNECTION_RATE_EXCEEDED -> 3;
            case BAD_USER_NAME_OR_PASSWORD, BAD_AUTHENTICATION_METHOD -> 4;
            case NOT_AUTHORIZED, BANNED -> 5;
            default -> NONE;
        };
    }
}
