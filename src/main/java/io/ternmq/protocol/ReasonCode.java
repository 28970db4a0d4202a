package io.ternmq.protocol;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * MQTT 5 reason codes (section 2.4), used inside the broker for every version. A code whose meaning depends on the packet
 * has the name of its commonest use; {@link #GRANTED_QOS_0} and normal disconnection are {@link #SUCCESS}.
 */
public enum ReasonCode {
    SUCCESS(0x00, "success"),
    GRANTED_QOS_1(0x01, "granted_qos1"),
    GRANTED_QOS_2(0x02, "granted_qos2"),
    DISCONNECT_WITH_WILL(0x04, "disconnect_with_will_msg"),
    NO_MATCHING_SUBSCRIBERS(0x10, "no_matching_subscribers"),
    NO_SUBSCRIPTION_EXISTED(0x11, "no_subscription_existed"),
    CONTINUE_AUTHENTICATION(0x18, "continue_authentication"),
    REAUTHENTICATE(0x19, "reauthenticate"),
    UNSPECIFIED_ERROR(0x80, "unspecified_error"),
    MALFORMED_PACKET(0x81, "malformed_packet"),
    PROTOCOL_ERROR(0x82, "protocol_error"),
    IMPLEMENTATION_SPECIFIC_ERROR(0x83, "impl_specific_error"),
    UNSUPPORTED_PROTOCOL_VERSION(0x84, "unsupported_protocol_version"),
    CLIENT_IDENTIFIER_NOT_VALID(0x85, "client_identifier_not_valid"),
    BAD_USER_NAME_OR_PASSWORD(0x86, "bad_username_or_password"),
    NOT_AUTHORIZED(0x87, "not_authorized"),
    SERVER_UNAVAILABLE(0x88, "server_unavailable"),
    SERVER_BUSY(0x89, "server_busy"),
    BANNED(0x8A, "banned"),
    SERVER_SHUTTING_DOWN(0x8B, "server_shutting_down"),
    BAD_AUTHENTICATION_METHOD(0x8C, "bad_authentication_method"),
    KEEP_ALIVE_TIMEOUT(0x8D, "keep_alive_timeout"),
    SESSION_TAKEN_OVER(0x8E, "session_taken_over"),
    TOPIC_FILTER_INVALID(0x8F, "topic_filter_invalid"),
    TOPIC_NAME_INVALID(0x90, "topic_name_invalid"),
    PACKET_IDENTIFIER_IN_USE(0x91, "packet_id_in_use"),
    PACKET_IDENTIFIER_NOT_FOUND(0x92, "packet_id_not_found"),
    RECEIVE_MAXIMUM_EXCEEDED(0x93, "receive_max_exceeded"),
    TOPIC_ALIAS_INVALID(0x94, "topic_alias_invalid"),
    PACKET_TOO_LARGE(0x95, "packet_too_large"),
    MESSAGE_RATE_TOO_HIGH(0x96, "message_rate_too_high"),
    QUOTA_EXCEEDED(0x97, "quota_exceeded"),
    ADMINISTRATIVE_ACTION(0x98, "administrative_action"),
    PAYLOAD_FORMAT_INVALID(0x99, "payload_format_invalid"),
    RETAIN_NOT_SUPPORTED(0x9A, "retain_not_supported"),
    QOS_NOT_SUPPORTED(0x9B, "qos_not_supported"),
    USE_ANOTHER_SERVER(0x9C, "use_another_server"),
    SERVER_MOVED(0x9D, "server_moved"),
    SHARED_SUBSCRIPTIONS_NOT_SUPPORTED(0x9E, "shared_subs_not_supported"),
    CONNECTION_RATE_EXCEEDED(0x9F, "connection_rate_exceeded"),
    MAXIMUM_CONNECT_TIME(0xA0, "max_connect_time"),
    SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED(0xA1, "subscription_ids_not_supported"),
    WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED(0xA2, "wildcard_subs_not_supported");

    /** The same value as {@link #SUCCESS}, by the name that SUBACK gives it. */
    public static final ReasonCode GRANTED_QOS_0 = SUCCESS;

    private static final @Nullable ReasonCode[] BY_VALUE = new ReasonCode[256];

    static {
        for (ReasonCode code : values()) {
            BY_VALUE[code.value] = code;
        }
    }

    private final int value;
    private final String label;

    ReasonCode(int value, String label) {
        this.value = value;
        this.label = label;
    }

    /** The code of a wire value, or null when MQTT 5 knows none. */
    public static @Nullable ReasonCode find(int value) {
        return BY_VALUE[value & 0xFF];
    }

    /** The byte on the wire, 0 to 255. */
    public int value() {
        return value;
    }

    /** The name in metrics, as VerneMQ writes it. */
    public String label() {
        return label;
    }

    /** The name for people: lower case, words apart. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    public boolean isError() {
        return value >= 0x80;
    }
}
