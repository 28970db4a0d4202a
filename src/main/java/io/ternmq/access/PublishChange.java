package io.ternmq.access;

import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a publish before it is routed. What is null stays as the client sent it. Never changed once made.
 *
 * @param payload not changed by anybody
 * @param mountpoint where it is published instead
 * @param properties that take the place of the client's; those that aren't there stay, and so do its user properties unless there are some
 */
public record PublishChange(
        @Nullable Topic topic,
        byte @Nullable [] payload,
        @Nullable Qos qos,
        @Nullable Boolean retain,
        @Nullable String mountpoint,
        Properties properties) {
    /** What the client does in the end when this is done to what it asked for. */
    Action.Publish of(Action.Publish asked) {
        return new Action.Publish(
                topic == null ? asked.topic() : topic,
                qos == null ? asked.qos() : qos,
                retain == null ? asked.retain() : retain,
                payload == null ? asked.payloadBytes() : payload.length,
                asked.will());
    }
}
