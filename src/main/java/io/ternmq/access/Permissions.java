package io.ternmq.access;

import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import java.util.List;

/**
 * What one connected client may do. Belongs to the loop of its connection; remembers decisions, so that a publish to a known
 * topic costs a look-up and no allocation. When a decision is {@link Decision#PENDING}, the {@code onDecided} that the
 * permissions were made with is run, on any thread, once the same question can be answered.
 */
public interface Permissions {
    Decision mayPublish(Topic topic, Qos qos, boolean retain);

    /** Whether the client may have a message published when it is gone. */
    Decision mayLeaveWill(Topic topic, Qos qos, boolean retain);

    Decision maySubscribe(TopicFilter filter, Qos qos);

    /** The latest decisions that are remembered and still hold, in no particular order. */
    default List<Remembered> remembered() {
        return List.of();
    }

    /** A decision of the past. */
    record Remembered(Action action, boolean allowed) {}

    /** Why the last decision that was not pending is what it is. Made only when asked for. */
    Explanation explanation();
}
