package io.ternmq.routing;

import io.ternmq.protocol.SubscriptionOptions;
import io.ternmq.protocol.TopicFilter;

/**
 * A receiver's subscription to a filter. Immutable; a changed subscription is a new one that replaces the old.
 *
 * @param identifier the subscription identifier, 1 to 268435455, or 0 for none
 */
public record Subscription(Receiver receiver, TopicFilter filter, SubscriptionOptions options, int identifier)
        implements Subscribers {}
