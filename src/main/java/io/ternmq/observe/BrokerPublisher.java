package io.ternmq.observe;

import io.ternmq.protocol.Publish;
import java.util.List;

/** Routes what the broker itself says, such as the {@code $SYS} tree; the assembly implements it on an event loop. */
@FunctionalInterface
public interface BrokerPublisher {
    /**
     * Routes the messages in their order, soon, on a thread of the router's. From any thread; never waits.
     *
     * @param messages kept publishes, not changed any more
     */
    void publish(String mountpoint, List<Publish> messages);
}
