package io.ternmq.access.builtin;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One rule of the list; the first enabled one that fits decides.
 *
 * @param id stays the same when the rule is moved or changed; 0 for one that wasn't kept yet
 * @param allow else it denies
 * @param operations at least one
 * @param target what of it: a topic filter with {@code %c}, {@code %u} and {@code %m} at whole levels; for {@link Operation#CONNECT} a client
 *     id, where {@code %u} is the user name and a last {@code *} anything that follows. A rule with CONNECT speaks of nothing else
 * @param shareName only subscriptions with this share name ({@code +} for any); null for all subscriptions
 * @param maxQos 0 to 2: when it allows, it doesn't fit what asks for more; a denial holds for each QoS
 * @param note for operators
 */
public record Rule(
        long id,
        boolean enabled,
        boolean allow,
        Who who,
        Set<Operation> operations,
        String target,
        @Nullable String shareName,
        int maxQos,
        String note) {

    /** This one, as the one with that id. */
    public Rule withId(long id) {
        return new Rule(id, enabled, allow, who, operations, target, shareName, maxQos, note);
    }

    /** This one, switched on or off. */
    public Rule withEnabled(boolean enabled) {
        return new Rule(id, enabled, allow, who, operations, target, shareName, maxQos, note);
    }
}
