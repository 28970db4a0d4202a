package io.ternmq.admin;

import java.util.List;

/**
 * Who gets what is published to a topic.
 *
 * @param subscriptions some of them; of those that share one member of each group gets a message
 * @param plain how many subscriptions there are that don't share
 * @param shared how many there are that do
 */
public record Receivers(String topic, List<SubscriptionReport> subscriptions, long plain, long shared) {
    /** The most subscriptions that are told. */
    public static final int MAX_TOLD = 500;

    /** Whether there are more than are told. */
    public boolean more() {
        return plain + shared > subscriptions.size();
    }
}
