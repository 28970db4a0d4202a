package io.ternmq.session;

import io.ternmq.access.Peer;
import io.ternmq.protocol.ReasonCode;
import org.jspecify.annotations.Nullable;

/** What the node can bear just now, as sessions ask it; implemented by whoever watches memory and rates. From any loop; never waits. */
public interface LoadGate {
    /**
     * Whether a client has to be turned away before anything is spent on it.
     *
     * @return null when it is welcome; else the reason: quota exceeded (0x97), server unavailable (0x88), server busy (0x89) …
     */
    @Nullable
    ReasonCode refusal(Peer peer);

    /** Whether memory is so short that QoS 0 messages for slow receivers are dropped at once instead of waiting. */
    boolean dropsQos0();

    /** Whether memory is so short that nobody may publish for the moment: connections are not read, and others are turned away. */
    default boolean pausesPublishers() {
        return false;
    }

    /** A node that can bear everything. */
    LoadGate OPEN = new LoadGate() {
        @Override
        public @Nullable ReasonCode refusal(Peer peer) {
            return null;
        }

        @Override
        public boolean dropsQos0() {
            return false;
        }
    };
}
