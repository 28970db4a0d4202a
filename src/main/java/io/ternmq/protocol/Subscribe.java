package io.ternmq.protocol;

import java.util.List;

/**
 * SUBSCRIBE.
 *
 * @param subscriptionIdentifier 1 to 268435455, or 0 when there is none
 */
public record Subscribe(int packetId, int subscriptionIdentifier, List<Request> requests, Properties properties) {
    /** One filter of the packet, with what is asked of it. */
    public record Request(TopicFilter filter, SubscriptionOptions options) {}
}
