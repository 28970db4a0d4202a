package io.ternmq.access.verne;

import io.ternmq.access.Action;
import io.ternmq.access.AuthorizationSource.Answer;
import io.ternmq.access.Shown;
import io.ternmq.access.Terms;
import io.ternmq.access.Terms.Replacement;
import io.ternmq.access.Verdict;
import io.ternmq.protocol.TopicFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one client may do by VerneMQ's JSON ACLs. The first entry that allows an action decides; one whose QoS, payload size or
 * retain flag doesn't fit is passed over. What none allows is refused, and no other source is asked. Immutable.
 *
 * @param source its name, for explanations
 */
record VerneAcl(String source, List<AclEntry> publish, List<AclEntry> subscribe) {
    /** Nothing is allowed. */
    static VerneAcl nothing(String source) {
        return new VerneAcl(source, List.of(), List.of());
    }

    Answer decide(Action action) {
        return action instanceof Action.Publish asked
                ? decidePublish(asked)
                : decideSubscribe((Action.Subscribe) action);
    }

    /** Entries that are passed over for the payload's size alone say from which size on the answer holds. */
    private Answer decidePublish(Action.Publish asked) {
        int from = 0;
        for (AclEntry entry : publish) {
            if (!entry.allows(asked)) {
                continue;
            }
            if (asked.payloadBytes() <= entry.maxPayload()) {
                Terms terms = from == 0 && entry.maxPayload() == Integer.MAX_VALUE
                        ? entry.terms()
                        : new Terms(entry.terms().publish(), null, from, entry.maxPayload());
                return new Answer(Verdict.OK, rule("publish_acl", entry), terms);
            }
            from = Math.max(from, entry.maxPayload() + 1);
        }
        String sizes = from == 0 ? "" : " with " + asked.payloadBytes() + " bytes (smaller ones are allowed)";
        return new Answer(
                Verdict.REJECT,
                nothingAllows("publish_acl", asked) + sizes,
                new Terms(null, null, from, Integer.MAX_VALUE));
    }

    private Answer decideSubscribe(Action.Subscribe asked) {
        for (AclEntry entry : subscribe) {
            if (entry.allows(asked)) {
                return new Answer(Verdict.OK, rule("subscribe_acl", entry), entry.terms());
            }
        }
        return new Answer(Verdict.REJECT, nothingAllows("subscribe_acl", asked));
    }

    /** What a SUBSCRIBE to the filter has become, at QoS 0, which every entry allows; null when that is the filter itself. */
    @Nullable
    List<TopicFilter> replaced(TopicFilter filter) {
        for (AclEntry entry : subscribe) {
            if (entry.covers(filter)) {
                List<Replacement> instead = entry.terms().instead();
                return instead == null
                        ? null
                        : instead.stream().map(Replacement::filter).toList();
            }
        }
        return null;
    }

    private static String rule(String acl, AclEntry entry) {
        return "entry %d of %s: %s".formatted(entry.number(), acl, Shown.quoted(entry.pattern()));
    }

    private static String nothingAllows(String acl, Action action) {
        return "no entry of %s allows to %s".formatted(acl, action.words());
    }
}
