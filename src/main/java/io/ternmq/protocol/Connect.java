package io.ternmq.protocol;

import org.jspecify.annotations.Nullable;

/**
 * CONNECT.
 *
 * @param bridge whether bit 7 of the protocol level was set, by which bridges ask for no-local and retain-as-published
 * @param cleanStart the clean session flag of 3.x
 * @param clientId may be empty
 * @param password bytes as sent; never logged
 */
public record Connect(
        ProtocolVersion version,
        boolean bridge,
        boolean cleanStart,
        int keepAliveSeconds,
        String clientId,
        @Nullable String userName,
        byte @Nullable [] password,
        @Nullable Will will,
        Properties properties) {

    /**
     * For how many seconds the session outlives the connection: 0 not at all, 0xFFFFFFFF for ever. A 3.x session with clean
     * session off has no end of its own, and the broker's settings may give it one.
     */
    public long sessionExpirySeconds() {
        if (version == ProtocolVersion.MQTT_5) {
            return properties.number(Property.SESSION_EXPIRY_INTERVAL, 0);
        }
        return cleanStart ? 0 : 0xFFFFFFFFL;
    }

    @Override
    public String toString() {
        return "Connect[" + version + ", " + clientId + "]";
    }
}
