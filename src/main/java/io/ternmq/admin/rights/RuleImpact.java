package io.ternmq.admin.rights;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who would lose what by a change of the rules, of those that are here now.
 *
 * @param clients how many clients would lose something
 * @param rights how many rights they would lose together: connections, subscriptions, topics that they publish to
 * @param losses the first of them
 * @param complete whether all clients were looked at
 */
public record RuleImpact(int clients, int rights, List<Loss> losses, boolean complete) {
    public static final RuleImpact NONE = new RuleImpact(0, 0, List.of(), true);

    /**
     * What one client would lose.
     *
     * @param what a phrase such as "subscription to a/#"
     */
    public record Loss(String mountpoint, String clientId, @Nullable String userName, String what) {}

    /** Whether nobody loses anything, as far as can be told. */
    public boolean harmless() {
        return rights == 0 && complete;
    }
}
