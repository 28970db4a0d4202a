package io.ternmq.access;

import io.ternmq.access.Terms.Replacement;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one connected client may do. Belongs to the loop of its connection; remembers decisions, so that a publish to a known
 * topic costs a look-up and no allocation. When a decision is {@link Decision#PENDING}, the {@code onDecided} that the
 * permissions were made with is run, on any thread, once the same question can be answered.
 */
public interface Permissions {
    Decision mayPublish(Topic topic, Qos qos, boolean retain);

    /** The same, for who limits the payload too. */
    default Decision mayPublish(Topic topic, Qos qos, boolean retain, int payloadBytes) {
        return mayPublish(topic, qos, retain);
    }

    /** Whether the client may have a message published when it is gone. */
    Decision mayLeaveWill(Topic topic, Qos qos, boolean retain);

    /** The same, for who limits the payload too. */
    default Decision mayLeaveWill(Topic topic, Qos qos, boolean retain, int payloadBytes) {
        return mayLeaveWill(topic, qos, retain);
    }

    /** What becomes of the publish that was allowed last; null for as it is. */
    default @Nullable PublishChange publishChange() {
        return null;
    }

    Decision maySubscribe(TopicFilter filter, Qos qos);

    /** What is subscribed to instead of the filter that was allowed last; null for the filter itself. */
    default @Nullable List<Replacement> replacements() {
        return null;
    }

    /** Which subscriptions an UNSUBSCRIBE of this filter means. */
    default List<TopicFilter> meant(TopicFilter filter) {
        return List.of(filter);
    }

    /** Has what was told when the client connected read anew. The task is run once, on any thread. */
    default void renew(Runnable done) {
        done.run();
    }

    /** The latest decisions that are remembered and still hold, in no particular order. */
    default List<Remembered> remembered() {
        return List.of();
    }

    /** A decision of the past. */
    record Remembered(Action action, boolean allowed) {}

    /** What the action that was decided last had been rewritten to, when it is refused for that; null otherwise. */
    default @Nullable Action refusedResult() {
        return null;
    }

    /** Why the last decision that was not pending is what it is. Made only when asked for. */
    Explanation explanation();
}
