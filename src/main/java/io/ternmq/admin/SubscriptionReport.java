package io.ternmq.admin;

import io.ternmq.routing.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * A subscription of a client.
 *
 * @param filter as the client wrote it, {@code $share/} included
 * @param shareName null when it isn't shared
 * @param retainHandling 0 to 2, as in MQTT 5
 * @param identifier the subscription identifier; null for none
 */
public record SubscriptionReport(
        String mountpoint,
        String clientId,
        String filter,
        @Nullable String shareName,
        int qos,
        boolean noLocal,
        boolean retainAsPublished,
        int retainHandling,
        @Nullable Integer identifier) {

    static SubscriptionReport of(Subscription subscription) {
        var options = subscription.options();
        var id = subscription.receiver().id();
        return new SubscriptionReport(
                id.mountpoint(),
                id.clientId(),
                subscription.filter().toString(),
                subscription.filter().shareName(),
                options.qos().value(),
                options.noLocal(),
                options.retainAsPublished(),
                options.retainHandling().ordinal(),
                subscription.identifier() == 0 ? null : subscription.identifier());
    }
}
