package io.ternmq.session;

import io.ternmq.config.BrokerSettings;
import io.ternmq.config.SessionSettings;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Property;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.ReasonCode;
import org.jspecify.annotations.Nullable;

/** What an admitted client is told: the CONNACK, and the keep alive that it gets. */
final class Welcome {
    /** The largest packet that MQTT can have; a limit above says nothing. */
    private static final long LARGEST_PACKET = 268_435_460;

    private final Connect connect;
    private final BrokerSettings settings;

    Welcome(Connect connect, BrokerSettings settings) {
        this.connect = connect;
        this.settings = settings;
    }

    /** What the client asks for, within the settings' limit. */
    int keepAliveSeconds() {
        int asked = connect.keepAliveSeconds();
        int most = (int) settings.session().maxKeepAlive().toSeconds();
        return most > 0 && (asked == 0 || asked > most) ? most : asked;
    }

    Connack connack(
            boolean sessionPresent,
            long expirySeconds,
            @Nullable String assignedId,
            byte @Nullable [] authenticationData) {
        if (connect.version() != ProtocolVersion.MQTT_5) {
            return new Connack(sessionPresent, ReasonCode.SUCCESS, Properties.NONE);
        }
        Properties told = Properties.create();
        if (expirySeconds != connect.sessionExpirySeconds()) {
            told.set(Property.SESSION_EXPIRY_INTERVAL, expirySeconds);
        }
        if (assignedId != null) {
            told.set(Property.ASSIGNED_CLIENT_IDENTIFIER, assignedId);
        }
        if (keepAliveSeconds() != connect.keepAliveSeconds()) {
            told.set(Property.SERVER_KEEP_ALIVE, keepAliveSeconds());
        }
        tellLimits(told);
        String method = connect.properties().text(Property.AUTHENTICATION_METHOD);
        if (method != null) {
            told.set(Property.AUTHENTICATION_METHOD, method);
            if (authenticationData != null) {
                told.set(Property.AUTHENTICATION_DATA, authenticationData);
            }
        }
        String information = settings.session().responseInformation();
        if (!information.isEmpty() && connect.properties().number(Property.REQUEST_RESPONSE_INFORMATION, 0) == 1) {
            told.set(Property.RESPONSE_INFORMATION, information);
        }
        return new Connack(sessionPresent, ReasonCode.SUCCESS, told);
    }

    private void tellLimits(Properties told) {
        SessionSettings limits = settings.session();
        if (limits.receiveMaximumBroker() < VersionRules.MAX_PACKET_IDS) {
            told.set(Property.RECEIVE_MAXIMUM, limits.receiveMaximumBroker());
        }
        if (!settings.retained().available()) {
            told.set(Property.RETAIN_AVAILABLE, 0);
        }
        long largest = settings.limit().maxPacketSize().toBytes();
        if (largest < LARGEST_PACKET) {
            told.set(Property.MAXIMUM_PACKET_SIZE, largest);
        }
        if (limits.topicAliasMaximumClient() > 0) {
            told.set(Property.TOPIC_ALIAS_MAXIMUM, limits.topicAliasMaximumClient());
        }
    }
}
