package io.ternmq.event;

import java.util.Locale;

/** What is counted, by VerneMQ's names (in lower case) where it counts the same. */
public enum Counter {
    SOCKET_OPEN("MQTT sockets opened"),
    SOCKET_CLOSE("MQTT sockets closed"),
    SOCKET_CLOSE_TIMEOUT("sockets closed because no CONNECT came in time"),
    SOCKET_ERROR("socket errors"),
    BYTES_RECEIVED("bytes received by MQTT sockets"),
    BYTES_SENT("bytes sent by MQTT sockets"),
    MQTT_CONNECT_RECEIVED("CONNECT packets received", Labels.VERSION),
    MQTT_PUBLISH_RECEIVED("PUBLISH packets received", Labels.VERSION),
    MQTT_SUBSCRIBE_RECEIVED("SUBSCRIBE packets received", Labels.VERSION),
    MQTT_UNSUBSCRIBE_RECEIVED("UNSUBSCRIBE packets received", Labels.VERSION),
    MQTT_PINGREQ_RECEIVED("PINGREQ packets received", Labels.VERSION),
    MQTT_PUBACK_RECEIVED("PUBACK packets received", Labels.VERSION_AND_REASON),
    MQTT_PUBREC_RECEIVED("PUBREC packets received", Labels.VERSION_AND_REASON),
    MQTT_PUBREL_RECEIVED("PUBREL packets received", Labels.VERSION_AND_REASON),
    MQTT_PUBCOMP_RECEIVED("PUBCOMP packets received", Labels.VERSION_AND_REASON),
    MQTT_DISCONNECT_RECEIVED("DISCONNECT packets received", Labels.VERSION_AND_REASON),
    MQTT_AUTH_RECEIVED("AUTH packets received", Labels.VERSION_AND_REASON),
    MQTT_CONNACK_SENT("CONNACK packets sent", Labels.VERSION_AND_REASON),
    MQTT_PUBLISH_SENT("PUBLISH packets sent", Labels.VERSION),
    MQTT_SUBACK_SENT("SUBACK packets sent", Labels.VERSION),
    MQTT_UNSUBACK_SENT("UNSUBACK packets sent", Labels.VERSION),
    MQTT_PINGRESP_SENT("PINGRESP packets sent", Labels.VERSION),
    MQTT_PUBACK_SENT("PUBACK packets sent", Labels.VERSION_AND_REASON),
    MQTT_PUBREC_SENT("PUBREC packets sent", Labels.VERSION_AND_REASON),
    MQTT_PUBREL_SENT("PUBREL packets sent", Labels.VERSION_AND_REASON),
    MQTT_PUBCOMP_SENT("PUBCOMP packets sent", Labels.VERSION_AND_REASON),
    MQTT_DISCONNECT_SENT("DISCONNECT packets sent", Labels.VERSION_AND_REASON),
    MQTT_AUTH_SENT("AUTH packets sent", Labels.VERSION_AND_REASON),
    MQTT_PUBLISH_AUTH_ERROR("publishes that were not allowed", Labels.VERSION),
    MQTT_SUBSCRIBE_AUTH_ERROR("subscriptions that were not allowed", Labels.VERSION),
    MQTT_PUBLISH_ERROR("publishes that failed", Labels.VERSION),
    MQTT_SUBSCRIBE_ERROR("subscriptions that failed", Labels.VERSION),
    MQTT_UNSUBSCRIBE_ERROR("unsubscriptions that failed", Labels.VERSION),
    MQTT_INVALID_MSG_SIZE_ERROR("packets larger than allowed", Labels.VERSION),
    MQTT_PUBACK_INVALID_ERROR("PUBACKs for nothing", Labels.VERSION),
    MQTT_PUBREC_INVALID_ERROR("PUBRECs for nothing", Labels.VERSION),
    MQTT_PUBCOMP_INVALID_ERROR("PUBCOMPs for nothing", Labels.VERSION),
    CLIENT_KEEPALIVE_EXPIRED("clients that were silent for too long", Labels.VERSION),
    QUEUE_SETUP("sessions created"),
    QUEUE_TEARDOWN("sessions ended"),
    QUEUE_INITIALIZED_FROM_STORAGE("sessions read back from the store"),
    QUEUE_MESSAGE_IN("messages taken by sessions"),
    QUEUE_MESSAGE_OUT("messages sent from sessions to clients"),
    QUEUE_MESSAGE_DROP("messages dropped because a queue was full or a receiver too slow"),
    QUEUE_MESSAGE_EXPIRED("messages that expired while they waited"),
    QUEUE_MESSAGE_UNHANDLED("messages for sessions that were offline or ended"),
    ROUTER_MATCHES_LOCAL("subscriptions matched on this node"),
    ROUTER_MATCHES_REMOTE("nodes matched elsewhere"),
    MESSAGE_DROP("messages dropped, by reason", Labels.DROP_REASON),
    HTTP_PUB_PUBLISHED("messages published by HTTP"),
    HTTP_PUB_AUTH_ERROR("messages that were not allowed to be published by HTTP"),
    HTTP_PUB_ERROR("messages that could not be published or kept as asked for by HTTP, though nobody forbids it"),
    CONNECTION_REFUSED("connections refused before CONNACK, by reason", Labels.REASON),
    CONNECTION_PAUSED("times that reading from a connection was paused"),
    LOOP_HAND_OFF("batches handed from one event loop to another"),
    LOOP_HAND_OFF_MESSAGES("messages handed from one event loop to another");

    /** By what a counter is told apart. */
    public enum Labels {
        NONE(1),
        /** {@code mqtt_version}: "4" for every 3.x, "5". */
        VERSION(2),
        /** Version and {@code reason_code} ({@code return_code} for the CONNACK of 3.x). */
        VERSION_AND_REASON(512),
        /** {@code reason_code}. */
        REASON(256),
        /** {@code reason}: a {@link DropReason}. */
        DROP_REASON(DropReason.values().length);

        private final int width;

        Labels(int width) {
            this.width = width;
        }

        int width() {
            return width;
        }
    }

    private final String help;
    private final Labels labels;

    Counter(String help) {
        this(help, Labels.NONE);
    }

    Counter(String help, Labels labels) {
        this.help = help;
        this.labels = labels;
    }

    /** The name in metrics and in the {@code $SYS} tree. */
    public String metricName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String help() {
        return help;
    }

    public Labels labels() {
        return labels;
    }
}
