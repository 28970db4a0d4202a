package io.ternmq.protocol;

/** A version of MQTT, as announced by CONNECT. */
public enum ProtocolVersion {
    MQTT_3_1("MQIsdp", 3),
    MQTT_3_1_1("MQTT", 4),
    MQTT_5("MQTT", 5);

    private final String protocolName;
    private final int level;

    ProtocolVersion(String protocolName, int level) {
        this.protocolName = protocolName;
        this.level = level;
    }

    /** The protocol name that CONNECT carries. */
    public String protocolName() {
        return protocolName;
    }

    /** The protocol level: 3, 4 or 5. Bridges of Mosquitto's kind set bit 7 of it, which {@link Connect#bridge()} tells. */
    public int level() {
        return level;
    }

    /** Whether packets carry properties and reason codes. */
    public boolean hasProperties() {
        return this == MQTT_5;
    }
}
