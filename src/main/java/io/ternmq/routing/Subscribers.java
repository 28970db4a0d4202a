package io.ternmq.routing;

/** Who has subscribed to a filter, as the tree keeps it: the only subscription itself, or a set. */
sealed interface Subscribers permits Subscription, SubscriberSet {}
