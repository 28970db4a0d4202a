package io.ternmq.session;

import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import java.nio.charset.StandardCharsets;

/** Messages of those who have no connection, asked for by key k. */
final class DirectMessages {
    private DirectMessages() {}

    static DirectPublish message(String clientId, String topic, Qos qos) {
        return message(clientId, topic, qos, false, Properties.NONE);
    }

    static DirectPublish message(String clientId, String topic, Qos qos, boolean retain, Properties properties) {
        byte[] payload = "m".getBytes(StandardCharsets.UTF_8);
        return new DirectPublish(
                TestNode.peer(""), clientId, "ann", null, Topic.of(topic), payload, qos, retain, properties, "key k");
    }
}
