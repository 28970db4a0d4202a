package io.ternmq.session;

import io.ternmq.routing.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a loop does while the store commits nothing. On the loop only.
 *
 * <pre>
 *   good      acknowledgements wait for commits as usual
 *   waiting   the store has ceased to commit; it may be a matter of a moment
 *   failing   it has lasted: 5.0 clients are told that their messages are not kept (0x97), those of 3.x are not read
 * </pre>
 * Messages of QoS 0, and those that no durable session gets, go on all the time.
 */
final class StoreWatch {
    /** For how long a client waits for an acknowledgement that may still come. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final SessionLoop home;
    private final List<ClientPackets> parked = new ArrayList<>();
    private Loop.@Nullable Timer patience;
    private boolean failing;

    StoreWatch(SessionLoop home) {
        this.home = home;
    }

    /** Whether the store has committed nothing for longer than anybody should wait. */
    boolean isFailing() {
        return failing;
    }

    /** The store says whether it commits. */
    void onHealth(boolean commits) {
        if (!commits) {
            if (patience == null && !failing) {
                patience = home.loop().schedule(PATIENCE, this::onPatienceOver);
            }
            return;
        }
        Loop.Timer running = patience;
        patience = null;
        if (running != null) {
            running.cancel();
        }
        failing = false;
        List<ClientPackets> again = List.copyOf(parked);
        parked.clear();
        again.forEach(ClientPackets::onStoreBack);
    }

    private void onPatienceOver() {
        patience = null;
        failing = true;
        home.commits().onFailing();
        home.relieveAnswered();
    }

    /** The client's next packet waits until the store commits again. */
    void park(ClientPackets client) {
        parked.add(client);
    }
}
