package io.ternmq.session;

import io.ternmq.event.Explained;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Topic;
import io.ternmq.routing.RoutingResult;
import org.jspecify.annotations.Nullable;

/**
 * What became of a {@link DirectPublish}.
 *
 * @param published whether it was routed, whatever else is told
 * @param reason as PUBACK would say it
 * @param receivers subscriptions that it went to, a shared group and another node counted as one each
 * @param client as who it was published, or would have been
 * @param mountpoint where it was published, or would have been; so are topic, QoS and retain flag
 * @param why it was refused, or isn't as safe as it should be; null when all is well
 */
public record PublishOutcome(
        boolean published,
        ReasonCode reason,
        int receivers,
        SubscriberId client,
        String mountpoint,
        Topic topic,
        Qos qos,
        boolean retain,
        @Nullable Explained why) {

    /** Of a message that was published as this one; all is well but for what the result says. */
    static PublishOutcome routed(SubscriberId client, String mountpoint, Publish publish, RoutingResult result) {
        boolean kept = !result.retained().overLimit();
        ReasonCode reason = result.matched() == 0 ? ReasonCode.NO_MATCHING_SUBSCRIBERS : ReasonCode.SUCCESS;
        return new PublishOutcome(
                true,
                kept ? reason : ReasonCode.QUOTA_EXCEEDED,
                result.matched(),
                client,
                mountpoint,
                publish.topic(),
                publish.qos(),
                publish.retain(),
                kept ? null : Explained.byBroker("delivered, but not retained: no more messages may be retained"));
    }

    /** Of a message that was not published. */
    static PublishOutcome refused(SubscriberId client, DirectPublish asked, ReasonCode reason, Explained why) {
        return new PublishOutcome(
                false, reason, 0, client, client.mountpoint(), asked.topic(), asked.qos(), asked.retain(), why);
    }

    /** This one, when it may not be safe after all, as a client of 5.0 hears of it (0x97). */
    PublishOutcome unkept() {
        Explained unknown =
                Explained.byBroker("delivered, but the store does not say that it is kept for those who are away");
        return new PublishOutcome(
                true, ReasonCode.QUOTA_EXCEEDED, receivers, client, mountpoint, topic, qos, retain, unknown);
    }
}
