package io.ternmq.conformance.harness;

/** The protocol versions that the tests speak. */
public enum MqttVersion {
    V31("MQIsdp", 3),
    V311("MQTT", 4),
    V5("MQTT", 5);

    private final String protocolName;
    private final int level;

    MqttVersion(String protocolName, int level) {
        this.protocolName = protocolName;
        this.level = level;
    }

    public String protocolName() {
        return protocolName;
    }

    public int level() {
        return level;
    }

    public boolean hasProperties() {
        return this == V5;
    }
}
