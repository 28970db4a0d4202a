package io.ternmq.admin.publish;

import io.ternmq.session.PublishOutcome;

/**
 * A message that was published.
 *
 * @param reasonCode as PUBACK says it: 0, or 16 when nobody has subscribed to it
 * @param reason the same in words
 * @param receivers subscriptions that it went to, a shared group counted as one
 * @param clientId as which client, as the sources of users and rights have it; so are mountpoint, topic, QoS and retain flag
 */
public record PublishReport(
        int reasonCode,
        String reason,
        int receivers,
        String clientId,
        String mountpoint,
        String topic,
        int qos,
        boolean retain) {

    static PublishReport of(PublishOutcome outcome) {
        return new PublishReport(
                outcome.reason().value(),
                outcome.reason().words(),
                outcome.receivers(),
                outcome.client().clientId(),
                outcome.mountpoint(),
                outcome.topic().toString(),
                outcome.qos().value(),
                outcome.retain());
    }
}
