package io.ternmq.session;

/**
 * QoS 2 deliveries that have a packet identifier and aren't sent before the store knows it: a client that got a message under an
 * identifier which is forgotten would get it again under another one, and take it for a new message. In the order in which they are
 * to be sent. On the home loop only.
 */
final class HeldSends implements CommitQueue.Waiter {
    private final OutboundFlow flow;
    private final CommitQueue commits;
    private final PositionRing held = new PositionRing();
    private boolean told;

    HeldSends(OutboundFlow flow, CommitQueue commits) {
        this.flow = flow;
        this.commits = commits;
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    void add(long position, int packetId) {
        held.add(position, packetId);
        if (!told) {
            told = true;
            commits.tell(this);
        }
    }

    /** The connection is gone: what was held is under way all the same, and sent by the next one. */
    void clear() {
        held.clear();
    }

    @Override
    public boolean onCommitted() {
        while (!held.isEmpty() && commits.committed(held.position())) {
            flow.sendHeld(held.remove());
        }
        told = !held.isEmpty();
        return !told;
    }
}
