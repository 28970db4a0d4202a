package io.ternmq.session;

import io.ternmq.event.Explained;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Topic;
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
        @Nullable Explained why) {}
