package io.ternmq.store.table;

import io.ternmq.store.SessionUid;
import io.ternmq.store.log.LogPlace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session waits for, has under way, and has received in part. Its messages are in the order of the log, each at a place whose
 * number rises for ever. On the table thread only.
 */
final class SessionQueue {
    /** Brings back the entries of blocks that are away. */
    interface BlockSource {
        byte[] read(SessionQueue queue, QueueBlock block);
    }

    private static final int[] NONE = {};
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
    private int[] inbound = NONE;
    private boolean inboundDirty;
    private boolean inboundStored;
    /** Rounds since it came to be without a session; 0 when it has one. */
    private int strangerSince;

    private boolean listed;
    // Where something was found last: the next is often just behind it. What is sent goes ahead of what is done.
    private int sentBlock;
    private int sentIndex;
    private int doneBlock;
    private int doneIndex;

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

    boolean isEmpty() {
        return live == 0 && inbound.length == 0;
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
        if (find(sequence, 0, true)) {
            blocks.get(sentBlock).sent(sentIndex, packetId, ++sent);
            return true;
        }
        if (find(sequence, 0, false)) {
            blocks.get(doneBlock).sent(doneIndex, packetId, ++sent);
            return true;
        }
        return false;
    }

    boolean received(int packetId) {
        if (!find(0, packetId, false)) {
            return false;
        }
        blocks.get(doneBlock).received(doneIndex, true);
        return true;
    }

    boolean done(long sequence, int packetId) {
        if (packetId == 0 && find(sequence, 0, true)) {
            done(blocks.get(sentBlock), sentIndex);
            return true;
        }
        if (find(sequence, packetId, false) || packetId != 0 && find(sequence, 0, false)) {
            done(blocks.get(doneBlock), doneIndex);
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

    // ------------------------------------------------------------------ finding

    /**
     * Finds an entry by its sequence, its packet identifier, or both, 0 standing for any; leaves where in the hints for what is
     * sent, or for what is done. Looks from where the last one was, since most go in order.
     */
    private boolean find(long sequence, int packetId, boolean unsent) {
        int start = Math.min(unsent ? sentBlock : doneBlock, blocks.size());
        for (int b = start; b < blocks.size(); b++) {
            if (findIn(b, b > start ? 0 : unsent ? sentIndex : doneIndex, sequence, packetId, unsent)) {
                return true;
            }
        }
        for (int b = 0; b <= start && b < blocks.size(); b++) {
            if (findIn(b, 0, sequence, packetId, unsent)) {
                return true;
            }
        }
        return false;
    }

    private boolean findIn(int at, int from, long sequence, int packetId, boolean unsent) {
        QueueBlock block = blocks.get(at);
        boolean possible = sequence == 0 ? block.inflight() > 0 : block.mayHave(sequence);
        if (block.live() == 0 || !possible) {
            return false;
        }
        load(block);
        for (int i = from; i < block.used(); i++) {
            long found = block.sequence(i);
            if (found != 0
                    && (sequence == 0 || found == sequence)
                    && (packetId == 0 || block.packetId(i) == packetId)
                    && (!unsent || block.packetId(i) == 0)) {
                hint(at, i, unsent);
                return true;
            }
        }
        return false;
    }

    private void hint(int block, int index, boolean unsent) {
        if (unsent) {
            sentBlock = block;
            sentIndex = index;
        } else {
            doneBlock = block;
            doneIndex = index;
        }
    }

    /** Sees to it that a block's entries are there. */
    void load(QueueBlock block) {
        if (!block.isLoaded()) {
            block.load(source.read(this, block));
        }
    }

    // ------------------------------------------------------------------ packet identifiers of the client's QoS 2 publishes

    /** Those that are in use; not to be changed. */
    int[] inbound() {
        return inbound;
    }

    void inbound(int packetId, boolean inUse) {
        int at = 0;
        while (at < inbound.length && inbound[at] != packetId) {
            at++;
        }
        if (inUse == at < inbound.length) {
            return;
        }
        if (inUse) {
            inbound = Arrays.copyOf(inbound, at + 1);
            inbound[at] = packetId;
        } else {
            int[] fewer = Arrays.copyOf(inbound, inbound.length - 1);
            System.arraycopy(inbound, at + 1, fewer, at, fewer.length - at);
            inbound = fewer;
        }
        inboundDirty = true;
    }

    void restoreInbound(int[] stored) {
        inbound = stored;
        inboundStored = stored.length > 0;
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
        if (inboundDirty) {
            inboundDirty = false;
            if (inbound.length > 0) {
                inboundStored = true;
                batch.putInbound(this);
            } else if (inboundStored) {
                inboundStored = false;
                batch.deleteInbound(this);
            }
        }
    }

    private void forget(int index) {
        blocks.remove(index);
        sentIndex = sentBlock == index ? 0 : sentIndex;
        sentBlock -= sentBlock > index ? 1 : 0;
        doneIndex = doneBlock == index ? 0 : doneIndex;
        doneBlock -= doneBlock > index ? 1 : 0;
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
