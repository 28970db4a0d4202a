package io.ternmq.session;

import io.ternmq.access.Decision;
import io.ternmq.access.Permissions;
import io.ternmq.protocol.Subscribe;
import io.ternmq.protocol.Subscribe.Request;

/**
 * What access control says to each filter of a SUBSCRIBE. Answers that came early are remembered here while the packet waits for
 * the others, since the permissions may have forgotten them by then.
 */
final class SubscribeDecisions {
    /** Questions that are open at a time. */
    private static final int OPEN = 16;

    private final Subscribe subscribe;
    private final Decision[] decisions;

    SubscribeDecisions(Subscribe subscribe) {
        this.subscribe = subscribe;
        this.decisions = new Decision[subscribe.requests().size()];
        java.util.Arrays.fill(decisions, Decision.PENDING);
    }

    /** Asks what isn't known yet; gives whether all is known. */
    boolean ask(Permissions permissions) {
        int open = 0;
        for (int i = 0; i < decisions.length && open < OPEN; i++) {
            if (decisions[i] == Decision.PENDING) {
                Request request = subscribe.requests().get(i);
                decisions[i] = permissions.maySubscribe(
                        request.filter(), request.options().qos());
                open += decisions[i] == Decision.PENDING ? 1 : 0;
            }
        }
        return open == 0;
    }

    boolean allowed(int index) {
        return decisions[index] == Decision.ALLOW;
    }
}
