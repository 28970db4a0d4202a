package io.ternmq.session;

import io.ternmq.protocol.SubscriberId;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What other rights would change for connected clients.
 *
 * @param changes the first of them
 * @param clients that were looked at
 * @param undecided questions that a source could not answer at once, so that nothing is known of them
 * @param cutShort whether there may be more, since there were too many changes or clients
 */
public record RightsPreview(List<Change> changes, int clients, int undecided, boolean cutShort) {
    static final RightsPreview NOTHING = new RightsPreview(List.of(), 0, 0, false);

    /**
     * Something that one client would lose or gain.
     *
     * @param lost else it is gained
     * @param action {@code connect}, {@code publish}, {@code subscribe} or {@code will}
     * @param topic the topic or filter; empty for connect
     * @param rule what would decide it, in words
     */
    public record Change(
            SubscriberId client, @Nullable String userName, boolean lost, String action, String topic, String rule) {}

    RightsPreview and(RightsPreview other, int most) {
        List<Change> all = Stream.concat(changes.stream(), other.changes.stream())
                .limit(most)
                .toList();
        boolean cut = cutShort || other.cutShort || changes.size() + other.changes.size() > most;
        return new RightsPreview(all, clients + other.clients, undecided + other.undecided, cut);
    }
}
