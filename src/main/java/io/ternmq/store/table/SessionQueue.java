package io.ternmq.store.table;

import io.ternmq.store.SessionUid;
import io.ternmq.store.log.LogPlace;
import java.util.ArrayList;
import java.util.List;

/**
 * What a session waits for, has under way, and has received in part. Its messages are in the order of the log, each at a place whose
 * number rises for ever. On the table thread only.
 */
final class SessionQueue {
    /** Brings back the entries of blocks that are away. */
    interface BlockSource {
        byte[] read(SessionQueue queue, QueueBlock block);
    }

    /** Blocks at the beginning that stay in memory, beside the last one. */
    private static final int KEPT_BLOCKS = 4;

    private final int node;
    private final long number;
    private final BlockSource source;
    private final SegmentUse use;
    private final List<QueueBlock> blocks = new ArrayList<>(1);
    private final long firstBlock;
    private int sent;
    private int live;
    private long bytes;
    private final InboundIds inbound = new InboundIds();
    /** Rounds since it came to be without a session; 0 when it has one. */
    private int strangerSince;

    private boolean listed;
    // What is sent goes ahead of what is done.
    private final QueueSearch sending = new QueueSearch(true);
    private final QueueSearch finishing = new QueueSearch(false);

    SessionQueue(int node, long number, long firstBlock, BlockSource source, SegmentUse use) {
        this.node = node;
        this.number = number;
        this.firstBlock = firstBlock;
        this.source = source;
        this.use = use;
    }

    int node() {
        return node;
    }

    long number() {
        return number;
    }

    SessionUid uid() {
        return new SessionUid(node, number);
    }

    int live() {
        return live;
    }

    long bytes() {
        return bytes;
    }

    int inflight() {
        int sum = 0;
        for (QueueBlock block : blocks) {
            sum += block.inflight();
        }
        return sum;
    }

    List<QueueBlock> blocks() {
        return blocks;
    }

    /** The index of the first block that has this place or one behind it; the number of blocks when there is none. */
    int blockAt(long order) {
        long block = Math.floorDiv(order, QueueBlock.ENTRIES);
        int low = 0;
        int high = blocks.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (blocks.get(middle).number() < block) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    boolean isEmpty() {
        return live == 0 && inbound.isEmpty();
    }

    boolean isListed() {
        return listed;
    }

    void listed(boolean now) {
        listed = now;
    }

    int strangerSince() {
        return strangerSince;
    }

    void strangerSince(int round) {
        strangerSince = round;
    }

    // ------------------------------------------------------------------ changes

    /** Takes a block that the tables have; in rising order. Gives how many of its messages are lost and were dropped. */
    int restore(QueueBlock block, Doomed lost) {
        blocks.add(block);
        int dropped = 0;
        for (int i = 0; i < block.used(); i++) {
            if (block.sequence(i) == 0) {
                continue;
            }
            if (lost.test(block.place(i), block.length(i))) {
                block.done(i);
                dropped++;
                continue;
            }
            live++;
            bytes += block.length(i);
            sent = Math.max(sent, block.sentNumber(i));
            use.add(LogPlace.segment(block.place(i)), block.share(i));
        }
        return dropped;
    }

    /** Which messages are given up. */
    interface Doomed {
        boolean test(long place, int length);
    }

    void add(long sequence, long place, int length, int word, int share) {
        QueueBlock last = blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
        if (last == null || last.isFull()) {
            last = new QueueBlock(last == null ? firstBlock : last.number() + 1);
            blocks.add(last);
        }
        load(last);
        last.add(sequence, place, length, word, share);
        live++;
        bytes += length;
        use.add(LogPlace.segment(place), last.share(last.used() - 1));
    }

    /** The message has gone to the client; false when it isn't there. */
    boolean sent(long sequence, int packetId) {
        QueueSearch found = sending.find(this, sequence, 0) ? sending : finishing;
        if (found == finishing && !finishing.find(this, sequence, 0)) {
            return false;
        }
        found.block(this).sent(found.index(), packetId, ++sent);
        return true;
    }

    boolean received(int packetId) {
        if (!finishing.find(this, 0, packetId)) {
            return false;
        }
        finishing.block(this).received(finishing.index(), true);
        return true;
    }

    boolean done(long sequence, int packetId) {
        if (packetId == 0 && sending.find(this, sequence, 0)) {
            done(sending.block(this), sending.index());
            return true;
        }
        if (finishing.find(this, sequence, packetId) || packetId != 0 && finishing.find(this, sequence, 0)) {
            done(finishing.block(this), finishing.index());
            return true;
        }
        return false;
    }

    private void done(QueueBlock block, int index) {
        use.remove(LogPlace.segment(block.place(index)), block.share(index));
        bytes -= block.length(index);
        live--;
        block.done(index);
    }

    /** The message lies elsewhere now; false when the session doesn't wait for it any more, or knows already. */
    boolean moved(long sequence, long place, int length) {
        for (QueueBlock block : blocks) {
            if (block.live() == 0 || !block.mayHave(sequence)) {
                continue;
            }
            load(block);
            for (int i = 0; i < block.used(); i++) {
                if (block.sequence(i) == sequence && LogPlace.segment(block.place(i)) < LogPlace.segment(place)) {
                    use.remove(LogPlace.segment(block.place(i)), block.share(i));
                    bytes += length - block.length(i);
                    block.move(i, place, length);
                    use.add(LogPlace.segment(place), block.share(i));
                    return true;
                }
            }
        }
        return false;
    }

    /** How often the session still waits for the message in that segment. */
    int waitsFor(long sequence, int segment) {
        int count = 0;
        for (QueueBlock block : blocks) {
            if (block.live() > 0 && block.mayHave(sequence)) {
                load(block);
                for (int i = 0; i < block.used(); i++) {
                    count += block.sequence(i) == sequence && LogPlace.segment(block.place(i)) == segment ? 1 : 0;
                }
            }
        }
        return count;
    }

    /** Gives up all messages. */
    void drop() {
        for (QueueBlock block : blocks) {
            if (block.live() == 0) {
                continue;
            }
            load(block);
            for (int i = 0; i < block.used(); i++) {
                if (block.sequence(i) != 0) {
                    done(block, i);
                }
            }
        }
    }

    /** Is told of a message. */
    interface Each {
        void onMessage(long sequence, int packetId);
    }

    /** Tells of the messages that lie in a segment. */
    void forEachIn(int segment, Each each) {
        for (QueueBlock block : blocks) {
            if (block.live() == 0) {
                continue;
            }
            load(block);
            for (int i = 0; i < block.used(); i++) {
                if (block.sequence(i) != 0 && LogPlace.segment(block.place(i)) == segment) {
                    each.onMessage(block.sequence(i), block.packetId(i));
                }
            }
        }
    }

    /** Sees to it that a block's entries are there. */
    void load(QueueBlock block) {
        if (!block.isLoaded()) {
            block.load(source.read(this, block));
        }
    }

    /** Packet identifiers of the client's QoS 2 publishes. */
    InboundIds inbound() {
        return inbound;
    }

    // ------------------------------------------------------------------ the tables' form

    /** What of it has changed goes to the tables. */
    void store(TableBatch batch) {
        for (int i = 0; i < blocks.size(); ) {
            QueueBlock block = blocks.get(i);
            if (block.live() == 0 && (block.isFull() || i < blocks.size() - 1)) {
                if (block.isStored()) {
                    batch.deleteBlock(this, block);
                }
                forget(i);
                continue;
            }
            if (block.isDirty() && (block.live() > 0 || block.isStored())) {
                batch.putBlock(this, block);
            }
            i++;
        }
        inbound.store(this, batch);
    }

    private void forget(int index) {
        blocks.remove(index);
        sending.forgotten(index);
        finishing.forgotten(index);
    }

    /** The tables are to forget all blocks of it. */
    void delete(TableBatch batch) {
        for (QueueBlock block : blocks) {
            if (block.isStored()) {
                batch.deleteBlock(this, block);
            }
        }
        blocks.clear();
    }

    /** Sends away what nobody needs soon and the tables have; gives how many blocks stay. */
    int unload() {
        int loaded = 0;
        for (int i = 0; i < blocks.size(); i++) {
            QueueBlock block = blocks.get(i);
            if (block.isLoaded() && i >= KEPT_BLOCKS && i < blocks.size() - 1 && !block.isDirty()) {
                block.unload();
            }
            loaded += block.isLoaded() ? 1 : 0;
        }
        return loaded;
    }
}
