package io.ternmq.protocol;

/**
 * The message that the broker publishes for a client that goes without saying good-bye.
 *
 * @param properties will properties, the will delay among them; empty before MQTT 5
 */
public record Will(Topic topic, byte[] payload, Qos qos, boolean retain, Properties properties) {
    /** Seconds between the loss of the connection and the will. */
    public long delaySeconds() {
        return properties.number(Property.WILL_DELAY_INTERVAL, 0);
    }
}
