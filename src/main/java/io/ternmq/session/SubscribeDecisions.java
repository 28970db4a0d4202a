package io.ternmq.session;

import io.ternmq.access.Decision;
import io.ternmq.access.Permissions;
import io.ternmq.access.Terms.Replacement;
import io.ternmq.protocol.Subscribe;
import io.ternmq.protocol.Subscribe.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What access control says to each filter of a SUBSCRIBE. Answers that came early are remembered here while the packet waits for
 * the others, since the permissions may have forgotten them by then. They are void when rights have changed meanwhile.
 */
final class SubscribeDecisions {
    /** Questions that are open at a time. */
    private static final int OPEN = 16;

    private final Subscribe subscribe;
    private final Decision[] decisions;
    private @Nullable Map<Integer, List<Replacement>> replaced;
    private @Nullable Permissions asked;
    private int rightsVersion;

    SubscribeDecisions(Subscribe subscribe) {
        this.subscribe = subscribe;
        this.decisions = new Decision[subscribe.requests().size()];
    }

    /**
     * Asks what isn't known yet; gives whether all is known.
     *
     * @param permissions of the client, which may be others after it has authenticated again
     * @param version of the rights
     */
    boolean ask(Permissions permissions, int version) {
        if (asked != permissions || rightsVersion != version) {
            asked = permissions;
            rightsVersion = version;
            Arrays.fill(decisions, Decision.PENDING);
            replaced = null;
        }
        int open = 0;
        for (int i = 0; i < decisions.length && open < OPEN; i++) {
            if (decisions[i] == Decision.PENDING) {
                Request request = subscribe.requests().get(i);
                decisions[i] = permissions.maySubscribe(
                        request.filter(), request.options().qos());
                note(i, decisions[i] == Decision.ALLOW ? permissions.replacements() : null);
                open += decisions[i] == Decision.PENDING ? 1 : 0;
            }
        }
        return open == 0;
    }

    private void note(int index, @Nullable List<Replacement> instead) {
        if (instead != null) {
            replaced = replaced == null ? new HashMap<>() : replaced;
            replaced.put(index, instead);
        }
    }

    boolean allowed(int index) {
        return decisions[index] == Decision.ALLOW;
    }

    /** What a filter that is allowed is a subscription to: itself, as a rule; nothing when what stands for it is refused. */
    List<Request> subscriptions(int index) {
        Request asked = subscribe.requests().get(index);
        List<Replacement> instead = replaced == null ? null : replaced.get(index);
        if (instead == null) {
            return List.of(asked);
        }
        List<Request> requests = new ArrayList<>(instead.size());
        for (Replacement each : instead) {
            if (each.qos() != null) {
                requests.add(new Request(each.filter(), asked.options().withQos(each.qos())));
            }
        }
        return requests;
    }
}
