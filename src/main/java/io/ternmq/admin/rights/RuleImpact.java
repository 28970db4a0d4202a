package io.ternmq.admin.rights;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who would lose what by a change of the rules, of the clients that are connected now.
 *
 * @param clients how many would lose something
 * @param losses what they would lose
 * @param gains what others would gain, how many rights
 * @param complete whether all clients were looked at, and all losses are told
 */
public record RuleImpact(int clients, List<Loss> losses, int gains, boolean complete) {
    /**
     * What one client would lose.
     *
     * @param what a phrase such as "subscribe to a/#"
     * @param rule what would decide it
     */
    public record Loss(
            String mountpoint, String clientId, @Nullable String userName, String what, String rule) {}

    /** Whether nobody loses anything. */
    public boolean harmless() {
        return losses.isEmpty() && complete;
    }
}
