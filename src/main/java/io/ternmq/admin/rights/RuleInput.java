package io.ternmq.admin.rights;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule as somebody writes it down.
 *
 * @param who {@code everyone}, {@code user}, {@code client-id}, {@code group}, {@code address} or {@code certificate}
 * @param value the user, client id and so on; empty for everyone
 * @param operations of {@code connect}, {@code publish}, {@code subscribe}, {@code retain} and {@code will}
 * @param target a topic filter; for connect a client id
 * @param shareName only shared subscriptions of this name, {@code +} for any; null for all subscriptions
 * @param maxQos 0 to 2
 */
public record RuleInput(
        boolean enabled,
        boolean allow,
        String who,
        String value,
        List<String> operations,
        String target,
        @Nullable String shareName,
        int maxQos,
        String note) {}
