package io.ternmq.admin;

import io.ternmq.protocol.Publish;
import io.ternmq.protocol.SubscriberId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A retained message without its payload.
 *
 * @param publisher the client id of who published it; null for the broker itself
 * @param expiresAt null for never
 */
public record RetainedReport(
        String topic,
        int qos,
        int payloadBytes,
        @Nullable String publisher,
        @Nullable Instant expiresAt) {

    static RetainedReport of(Publish message) {
        SubscriberId publisher = message.publisher();
        long expires = message.expiresAtMillis();
        return new RetainedReport(
                message.topic().toString(),
                message.qos().value(),
                message.payloadLength(),
                publisher == null ? null : publisher.clientId(),
                expires == Publish.NEVER ? null : Instant.ofEpochMilli(expires));
    }
}
