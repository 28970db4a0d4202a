package io.ternmq.session;

import io.ternmq.protocol.SubscriberId;
import java.util.function.Consumer;

/** Which node a subscriber id's session is on. */
public interface SessionOwnership {
    /** The outcome of a claim. */
    enum Claim {
        /** The session is this node's now, and whatever another node had of it has been handed over. */
        OWNED,
        /** It can't be had at present, as in a part of the cluster without majority. */
        UNAVAILABLE
    }

    /** Claims the session for this node; the answer comes once, on any thread, perhaps before the call returns. */
    void claim(SubscriberId id, Consumer<Claim> answer);

    /** The session is gone. */
    void release(SubscriberId id);

    /** A node alone owns everything. */
    SessionOwnership ALONE = new SessionOwnership() {
        @Override
        public void claim(SubscriberId id, Consumer<Claim> answer) {
            answer.accept(Claim.OWNED);
        }

        @Override
        public void release(SubscriberId id) {
            // Nobody else wants to know.
        }
    };
}
