package io.ternmq.session;

import io.ternmq.config.SessionSettings;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;

/**
 * Where the versions of MQTT differ in what a session does; all else is the same for all. The codec leaves out what a version
 * can't say, so nothing of that is here.
 */
enum VersionRules {
    MQTT_3_1(ProtocolVersion.MQTT_3_1) {
        @Override
        boolean mayBeNameless(Connect connect) {
            return false;
        }

        @Override
        Denial unauthorizedPublish(boolean disconnectV3) {
            return disconnectV3 ? Denial.DISCONNECT : Denial.PRETEND;
        }
    },
    MQTT_3_1_1(ProtocolVersion.MQTT_3_1_1) {
        /** MQTT 3.1.1, MQTT-3.1.3-8: without a name the session can't be kept. */
        @Override
        boolean mayBeNameless(Connect connect) {
            return connect.cleanStart();
        }

        @Override
        Denial unauthorizedPublish(boolean disconnectV3) {
            return Denial.DISCONNECT;
        }
    },
    MQTT_5(ProtocolVersion.MQTT_5) {
        @Override
        boolean mayBeNameless(Connect connect) {
            return true;
        }

        @Override
        Denial unauthorizedPublish(boolean disconnectV3) {
            return Denial.ANSWER;
        }

        @Override
        Denial systemTopic() {
            return Denial.ANSWER;
        }

        @Override
        ReasonCode noMatch() {
            return ReasonCode.NO_MATCHING_SUBSCRIBERS;
        }

        @Override
        ReasonCode notRetained(ReasonCode otherwise) {
            return ReasonCode.QUOTA_EXCEEDED;
        }

        @Override
        ReasonCode unknownPacketId() {
            return ReasonCode.PACKET_IDENTIFIER_NOT_FOUND;
        }

        @Override
        ReasonCode badWillTopic() {
            return ReasonCode.TOPIC_NAME_INVALID;
        }

        @Override
        int inflightMaximum(Connect connect, SessionSettings settings) {
            long asked = connect.properties().number(Property.RECEIVE_MAXIMUM, MAX_PACKET_IDS);
            return (int) Math.min(asked, settings.receiveMaximumClient());
        }

        @Override
        boolean limitsReceiving() {
            return true;
        }

        @Override
        boolean retries() {
            return false;
        }
    };

    /** What a client is told of a publish that isn't taken. */
    enum Denial {
        /** The acknowledgement says why; nothing at QoS 0. */
        ANSWER,
        /** It is acknowledged as if it had been taken: the version has no way to refuse but to close. */
        PRETEND,
        /** The connection is closed. */
        DISCONNECT
    }

    static final int MAX_PACKET_IDS = 65535;

    private static final VersionRules[] ALL = values();

    private final ProtocolVersion version;

    VersionRules(ProtocolVersion version) {
        this.version = version;
    }

    static VersionRules of(ProtocolVersion version) {
        return ALL[version.ordinal()];
    }

    ProtocolVersion version() {
        return version;
    }

    /** Whether a client that sends no client identifier gets one from the broker. */
    abstract boolean mayBeNameless(Connect connect);

    /** What happens on a publish that isn't allowed. */
    abstract Denial unauthorizedPublish(boolean disconnectV3);

    /** What happens on a client's publish to a topic that begins with a dollar sign. */
    Denial systemTopic() {
        return Denial.PRETEND;
    }

    /** How the publish of a message that nobody wanted is acknowledged. */
    ReasonCode noMatch() {
        return ReasonCode.SUCCESS;
    }

    /** How a publish is acknowledged that was delivered, but is beyond what may be retained. */
    ReasonCode notRetained(ReasonCode otherwise) {
        return otherwise;
    }

    /** What PUBREL and PUBCOMP say when nothing is known of the packet identifier. */
    ReasonCode unknownPacketId() {
        return ReasonCode.SUCCESS;
    }

    /** Why a will to a topic of the broker's own is refused. */
    ReasonCode badWillTopic() {
        return ReasonCode.NOT_AUTHORIZED;
    }

    /** How many unacknowledged messages may be under way to the client. */
    int inflightMaximum(Connect connect, SessionSettings settings) {
        return settings.maxInflightMessages() == 0 ? MAX_PACKET_IDS : settings.maxInflightMessages();
    }

    /** Whether a client that sends more unacknowledged messages than announced is in error. */
    boolean limitsReceiving() {
        return false;
    }

    /** Whether unacknowledged messages are sent again while the client is connected; MQTT 5 forbids it (MQTT-4.4.0-1). */
    boolean retries() {
        return true;
    }
}
