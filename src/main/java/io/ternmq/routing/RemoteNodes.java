package io.ternmq.routing;

import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Topic;

/** The other nodes of a cluster, as the router sees them. The one-node form knows none. */
public interface RemoteNodes {
    /** Which nodes have subscribers to the topic, as a set of bits of node numbers below 64; 0 for none. From any loop. */
    long interestedIn(String mountpoint, Topic topic);

    /** Rises with each change of what {@link #interestedIn} answers, so that an answer can be remembered. From any loop. */
    default long version() {
        return 0;
    }

    /** Forwards a message to the nodes; on the publisher's loop. The publish may be a view. */
    void forward(String mountpoint, Publish publish, long nodes);

    /** A node alone. */
    RemoteNodes NONE = new RemoteNodes() {
        @Override
        public long interestedIn(String mountpoint, Topic topic) {
            return 0;
        }

        @Override
        public void forward(String mountpoint, Publish publish, long nodes) {
            throw new IllegalStateException("a node alone has nobody to forward to");
        }
    };
}
