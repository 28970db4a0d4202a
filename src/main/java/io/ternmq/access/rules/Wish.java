package io.ternmq.access.rules;

import io.ternmq.access.Action;
import io.ternmq.access.builtin.Operation;
import io.ternmq.protocol.TopicFilter;
import org.jspecify.annotations.Nullable;

/**
 * An action as rules look at it.
 *
 * @param needs the operations that a rule must speak of to allow it, as bits
 * @param touches the operations of which a rule that denies has to speak of one only: whoever may not publish may neither have
 *     it retained nor leave it as a will
 * @param levels of the topic or filter
 * @param shareName of a shared subscription
 */
record Wish(
        int needs, int touches, String[] levels, @Nullable String shareName, int qos) {
    private static final int PUBLISH = CompiledRule.bit(Operation.PUBLISH);
    private static final int RETAIN = CompiledRule.bit(Operation.RETAIN);
    private static final int WILL = CompiledRule.bit(Operation.WILL);
    private static final int SUBSCRIBE = CompiledRule.bit(Operation.SUBSCRIBE);

    static Wish of(Action action) {
        if (action instanceof Action.Publish publish) {
            int special = (publish.will() ? WILL : 0) | (publish.retain() ? RETAIN : 0);
            int needs = special == 0 ? PUBLISH : special;
            String[] levels = RuleTarget.levels(publish.topic().toString());
            return new Wish(
                    needs, PUBLISH | special, levels, null, publish.qos().value());
        }
        Action.Subscribe subscribe = (Action.Subscribe) action;
        TopicFilter filter = subscribe.filter();
        String[] levels = RuleTarget.levels(filter.unshared().toString());
        return new Wish(
                SUBSCRIBE,
                SUBSCRIBE,
                levels,
                filter.shareName(),
                subscribe.qos().value());
    }
}
