package io.ternmq.session;

import io.ternmq.access.Peer;
import io.ternmq.config.Durability;
import io.ternmq.config.ListenerSettings;
import io.ternmq.routing.RoutingResult;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link DirectFlow} that was routed: it is told when the store has the message as safe as its listener says and nobody is
 * behind, or when the store has been failing for too long. On the loop of the flow only.
 */
final class DirectConfirmation implements CommitQueue.Waiter {
    private final DirectFlow flow;
    private final SessionLoop home;
    private final PublishOutcome routed;
    private final long position;
    private final @Nullable Durability level;
    private boolean congested;

    /** @param routed the answer if all goes well */
    DirectConfirmation(DirectFlow flow, SessionLoop home, Peer peer, PublishOutcome routed, RoutingResult result) {
        this.flow = flow;
        this.home = home;
        this.routed = routed;
        this.position = result.position();
        this.congested = result.congested();
        ListenerSettings listener = home.settings().listeners().get(peer.listener());
        this.level = listener == null ? null : listener.durability();
    }

    void begin() {
        if (position > 0 && level == Durability.DISK) {
            home.commits().require(level);
        }
        if (congested) {
            home.whenRelieved(flow.guarded(this::onRelieved));
        }
        if (!confirm()) {
            home.commits().tell(this);
        }
    }

    private void onRelieved() {
        congested = false;
        confirm();
    }

    /** Answers when it is time to; whether the store isn't waited for any more. */
    private boolean confirm() {
        boolean safe = position <= home.commits().reached(level);
        if (safe && !congested) {
            flow.outcome().complete(routed);
        }
        return safe || flow.outcome().isDone();
    }

    @Override
    public boolean onCommitted() {
        return confirm();
    }

    @Override
    public void onFailing() {
        if (flow.outcome().complete(routed.unkept())) {
            flow.countError(home);
        }
    }
}
