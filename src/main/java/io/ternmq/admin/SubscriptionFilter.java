package io.ternmq.admin;

import io.ternmq.protocol.SubscriberId;
import org.jspecify.annotations.Nullable;

/**
 * Which subscriptions are asked for; null and empty ask for nothing.
 *
 * @param filter a part of the topic filter as the client wrote it
 * @param client a part of the client id
 * @param mountpoint null or {@code *} for all; empty for the default one
 * @param shared whether shared
 */
public record SubscriptionFilter(
        @Nullable String filter,
        @Nullable String client,
        @Nullable String mountpoint,
        @Nullable Boolean shared) {

    boolean matches(SubscriberId id) {
        return (client == null || id.clientId().contains(client))
                && (mountpoint == null
                        || mountpoint.equals("*")
                        || id.mountpoint().equals(mountpoint));
    }

    boolean matches(SubscriptionReport subscription) {
        return (filter == null || subscription.filter().contains(filter))
                && (shared == null || shared == (subscription.shareName() != null));
    }
}
