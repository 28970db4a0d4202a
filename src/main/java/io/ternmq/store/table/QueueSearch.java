package io.ternmq.store.table;

import java.util.List;

/**
 * Finds entries of a queue by their sequence, their packet identifier, or both. Looks from where the last one was, since most go in
 * order. On the table thread only.
 */
final class QueueSearch {
    private final boolean unsent;
    private int foundBlock;
    private int foundIndex;

    /**
     * A search.
     *
     * @param unsent whether only entries are meant that haven't been sent
     */
    QueueSearch(boolean unsent) {
        this.unsent = unsent;
    }

    /** The block of what was found. */
    QueueBlock block(SessionQueue queue) {
        return queue.blocks().get(foundBlock);
    }

    /** Its index there. */
    int index() {
        return foundIndex;
    }

    /** Finds an entry, 0 standing for any sequence or packet identifier; when there is none, it stays where it was. */
    boolean find(SessionQueue queue, long sequence, int packetId) {
        int blocks = queue.blocks().size();
        int start = Math.min(foundBlock, blocks);
        for (int b = start; b < blocks; b++) {
            if (findIn(queue, b, b > start ? 0 : foundIndex, sequence, packetId)) {
                return true;
            }
        }
        for (int b = 0; b <= start && b < blocks; b++) {
            if (findIn(queue, b, 0, sequence, packetId)) {
                return true;
            }
        }
        return false;
    }

    private boolean findIn(SessionQueue queue, int at, int from, long sequence, int packetId) {
        List<QueueBlock> blocks = queue.blocks();
        QueueBlock block = blocks.get(at);
        boolean possible = sequence == 0 ? block.inflight() > 0 : block.mayHave(sequence);
        if (block.live() == 0 || !possible) {
            return false;
        }
        queue.load(block);
        for (int i = from; i < block.used(); i++) {
            long found = block.sequence(i);
            if (found != 0
                    && (sequence == 0 || found == sequence)
                    && (packetId == 0 || block.packetId(i) == packetId)
                    && (!unsent || block.packetId(i) == 0)) {
                foundBlock = at;
                foundIndex = i;
                return true;
            }
        }
        return false;
    }

    /** A block before, at or behind it is gone. */
    void forgotten(int block) {
        if (foundBlock == block) {
            foundIndex = 0;
        } else if (foundBlock > block) {
            foundBlock--;
        }
    }
}
