package io.ternmq.admin.rights;

import org.jspecify.annotations.Nullable;

/**
 * Somebody, and what they would do.
 *
 * @param live whether identity is that of the connected client with this id; user, address and listener are not looked at then
 * @param address where it would come from; empty for this machine
 * @param action {@code connect}, {@code publish}, {@code subscribe} or {@code will}
 * @param topic a topic, for subscribe a topic filter; empty for connect
 */
public record TestQuestion(
        boolean live,
        String mountpoint,
        String clientId,
        @Nullable String userName,
        String address,
        String listener,
        String action,
        String topic,
        int qos,
        boolean retain) {}
