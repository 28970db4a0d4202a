package io.ternmq.access.verne;

import io.ternmq.access.Action;
import io.ternmq.access.Terms;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * One entry of an ACL, with the client's names in place of the placeholders.
 *
 * @param number from 1, as explanations call it
 * @param pattern as it is written in the database
 * @param filter what it covers
 * @param shareName the group of shared subscriptions that it is for, {@code +} for any; null for no matter whether shared
 * @param maxPayload in bytes
 * @param retain whether it holds for publishes that are to be retained
 * @param terms what becomes of what it allows, for every payload
 */
record AclEntry(
        int number,
        String pattern,
        TopicFilter filter,
        @Nullable String shareName,
        Qos maxQos,
        int maxPayload,
        boolean retain,
        Terms terms) {

    /** Whether it allows the publish, its payload apart. */
    boolean allows(Action.Publish publish) {
        return shareName == null
                && publish.qos().value() <= maxQos.value()
                && (retain || !publish.retain())
                && filter.matches(publish.topic());
    }

    boolean allows(Action.Subscribe subscribe) {
        return subscribe.qos().value() <= maxQos.value() && covers(subscribe.filter());
    }

    /** Whether every topic of the filter is one of this entry, so {@code +} doesn't cover {@code #}. */
    boolean covers(TopicFilter asked) {
        boolean group =
                shareName == null || asked.isShared() && (shareName.equals("+") || shareName.equals(asked.shareName()));
        return group && filter.covers(asked);
    }
}
