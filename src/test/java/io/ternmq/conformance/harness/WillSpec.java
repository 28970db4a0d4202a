package io.ternmq.conformance.harness;

import java.nio.charset.StandardCharsets;

/** A will for {@link ConnectPacket}. The topic is bytes so that it can be ill-formed. */
public record WillSpec(byte[] topic, byte[] payload, int qos, boolean retain, Props props) {

    public static WillSpec will(String topic, String payload) {
        return new WillSpec(
                topic.getBytes(StandardCharsets.UTF_8),
                payload.getBytes(StandardCharsets.UTF_8),
                0,
                false,
                Props.none());
    }

    public WillSpec withTopic(byte[] bytes) {
        return new WillSpec(bytes, payload, qos, retain, props);
    }

    public WillSpec withQos(int level) {
        return new WillSpec(topic, payload, level, retain, props);
    }

    public WillSpec withRetain() {
        return new WillSpec(topic, payload, qos, true, props);
    }

    public WillSpec with(Prop prop, Object value) {
        props.with(prop, value);
        return this;
    }

    /** Delays the will, MQTT 5. */
    public WillSpec delayed(int seconds) {
        return with(Prop.WILL_DELAY_INTERVAL, seconds);
    }
}
