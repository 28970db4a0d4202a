package io.ternmq.session;

import java.util.Arrays;

/**
 * QoS 2 deliveries that have a packet identifier and aren't sent before the store knows it: a client that got a message under an
 * identifier which is forgotten would get it again under another one, and take it for a new message. In the order in which they are
 * to be sent; two arrays. On the home loop only.
 */
final class HeldSends implements CommitQueue.Waiter {
    private static final int INITIAL = 8;

    private final OutboundFlow flow;
    private final CommitQueue commits;
    private long[] positions = new long[INITIAL];
    private char[] packetIds = new char[INITIAL];
    private int head;
    private int size;
    private boolean told;

    HeldSends(OutboundFlow flow, CommitQueue commits) {
        this.flow = flow;
        this.commits = commits;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(long position, int packetId) {
        if (size == positions.length) {
            grow();
        }
        int at = head + size & positions.length - 1;
        positions[at] = position;
        packetIds[at] = (char) packetId;
        size++;
        if (!told) {
            told = true;
            commits.tell(this);
        }
    }

    /** The connection is gone: what was held is under way all the same, and sent by the next one. */
    void clear() {
        size = 0;
    }

    @Override
    public boolean onCommitted() {
        while (size > 0 && commits.committed(positions[head])) {
            int packetId = packetIds[head];
            head = head + 1 & positions.length - 1;
            size--;
            flow.sendHeld(packetId);
        }
        told = size > 0;
        return !told;
    }

    private void grow() {
        int length = positions.length;
        long[] more = Arrays.copyOf(positions, length * 2);
        char[] moreIds = Arrays.copyOf(packetIds, length * 2);
        System.arraycopy(positions, 0, more, length, head);
        System.arraycopy(packetIds, 0, moreIds, length, head);
        positions = more;
        packetIds = moreIds;
    }
}
