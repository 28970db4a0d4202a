package io.ternmq.session;

import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.codec.PublishFactory;
import java.nio.charset.StandardCharsets;

/** Kept publishes for tests. */
final class Publishes {
    private static final Topic TOPIC = Topic.of("t");

    private Publishes() {}

    static Publish of(String payload) {
        return PublishFactory.of(TOPIC, payload.getBytes(StandardCharsets.UTF_8), Qos.AT_LEAST_ONCE, false);
    }

    static String payload(Publish publish) {
        return publish.buffer().toString(publish.payloadIndex(), publish.payloadLength(), StandardCharsets.UTF_8);
    }
}
