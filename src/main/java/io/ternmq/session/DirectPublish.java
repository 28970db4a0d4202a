package io.ternmq.session;

import io.ternmq.access.Peer;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import org.jspecify.annotations.Nullable;

/**
 * A message that somebody without a connection wants to have published.
 *
 * @param peer the connection that it is judged by, as if it had come over it
 * @param clientId as whom; the sources may change it
 * @param password never logged, never kept
 * @param properties those that a PUBLISH forwards, and the message expiry interval
 * @param by who asked for it, for people: an account or a key of the HTTP API
 */
public record DirectPublish(
        Peer peer,
        String clientId,
        @Nullable String userName,
        byte @Nullable [] password,
        Topic topic,
        byte[] payload,
        Qos qos,
        boolean retain,
        Properties properties,
        String by) {

    @Override
    public String toString() {
        return "DirectPublish[" + clientId + ", " + topic + "]";
    }
}
