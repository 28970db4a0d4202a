package io.ternmq.protocol.tree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The children of a node that has many: an extendible hash table that readers probe without locks.
 *
 * <p>Protocol: one writer at a time; readers at any time. A directory of 2^n places names a segment for each value of the
 * hash's n highest bits; a segment is an open-addressing array, probed from the hash's lowest bits on. A slot goes from
 * empty to a node and from a node to the tombstone; empty again it never becomes, so a reader stops at the first empty slot.
 * A segment that is full is replaced by a larger one, by one without tombstones, or, at {@value #MAX_SLOTS} slots, by two that
 * halve its range; then the old one isn't changed any more, nor is a directory, which is copied for it: whoever goes over all
 * children stays with the directory that it began with. So no change costs more than the copy of one segment and of one
 * reference per 200 children or so, and that only once in some hundred changes.
 */
final class ChildTable<V> {
    static final TreeNode<Object> TOMBSTONE = new TreeNode<>(null, TreeNode.NO_BYTES, 0, 0, 0);
    private static final int MIN_SLOTS = 16;
    static final int MAX_SLOTS = 512;
    /** Two different levels with this many equal bits of the hash are no reason to split on. */
    private static final int MAX_BITS = 22;

    static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(TreeNode[].class);

    private volatile Segment[] directory = {new Segment(MIN_SLOTS, 0)};
    /** Writer only. */
    private int size;

    /** A part of the hash's range. Live and used are the writer's. */
    static final class Segment {
        final @Nullable TreeNode<?>[] slots;
        /** How many of the highest bits of the hash all its nodes have in common. */
        final int bits;

        int live;
        /** Live ones and tombstones. */
        int used;

        Segment(int capacity, int bits) {
            this.slots = new TreeNode<?>[capacity];
            this.bits = bits;
        }

        void put(TreeNode<?> node) {
            int mask = slots.length - 1;
            int at = node.hash() & mask;
            while (slots[at] != null) {
                at = at + 1 & mask;
            }
            SLOT.setRelease(slots, at, node);
            live++;
            used++;
        }
    }

    Segment[] directory() {
        return directory;
    }

    boolean isEmpty() {
        return size == 0;
    }

    private static Segment segment(Segment[] all, int hash) {
        return all[place(all, hash)];
    }

    private static int place(Segment[] all, int hash) {
        int bits = 31 - Integer.numberOfLeadingZeros(all.length);
        return (int) ((hash & 0xFFFFFFFFL) >>> 32 - bits);
    }

    @SuppressWarnings("unchecked")
    @Nullable
    TreeNode<V> find(byte[] path, int from, int to, int hash) {
        @Nullable TreeNode<?>[] slots = segment(directory, hash).slots;
        int mask = slots.length - 1;
        for (int at = hash & mask; ; at = at + 1 & mask) {
            TreeNode<V> node = (TreeNode<V>) SLOT.getAcquire(slots, at);
            if (node == null) {
                return null;
            }
            if (node.is(path, from, to, hash) && (TreeNode<?>) node != TOMBSTONE) {
                return node;
            }
        }
    }

    /** Adds a node that isn't there. */
    void add(TreeNode<V> node) {
        Segment segment = segment(directory, node.hash());
        while ((segment.used + 1) * 4 > segment.slots.length * 3) {
            makeRoom(segment, node.hash());
            segment = segment(directory, node.hash());
        }
        segment.put(node);
        size++;
    }

    /** Takes away a node that is there. */
    void remove(TreeNode<V> node) {
        Segment segment = segment(directory, node.hash());
        int mask = segment.slots.length - 1;
        int at = node.hash() & mask;
        while (segment.slots[at] != node) {
            at = at + 1 & mask;
        }
        SLOT.setRelease(segment.slots, at, TOMBSTONE);
        segment.live--;
        size--;
        if (segment.slots.length > MIN_SLOTS && segment.live * 8 < segment.slots.length) {
            replace(segment, copy(segment, segment.slots.length / 2), node.hash());
        }
    }

    private void makeRoom(Segment segment, int hash) {
        int capacity = segment.slots.length;
        if (segment.live * 2 < capacity) {
            replace(segment, copy(segment, capacity), hash);
        } else if (capacity < MAX_SLOTS || segment.bits >= MAX_BITS) {
            replace(segment, copy(segment, capacity * 2), hash);
        } else {
            split(segment, hash);
        }
    }

    private static Segment copy(Segment from, int capacity) {
        Segment copy = new Segment(capacity, from.bits);
        for (TreeNode<?> node : from.slots) {
            if (node != null && node != TOMBSTONE) {
                copy.put(node);
            }
        }
        return copy;
    }

    private void split(Segment segment, int hash) {
        Segment[] now = directory;
        boolean wider = 1 << segment.bits == now.length;
        Segment[] all = new Segment[wider ? now.length * 2 : now.length];
        Arrays.setAll(all, i -> wider ? now[i / 2] : now[i]);
        int bits = segment.bits + 1;
        Segment[] halves = {new Segment(MAX_SLOTS, bits), new Segment(MAX_SLOTS, bits)};
        for (TreeNode<?> node : segment.slots) {
            if (node != null && node != TOMBSTONE) {
                halves[node.hash() >>> 32 - bits & 1].put(node);
            }
        }
        int width = all.length >>> segment.bits;
        int first = place(all, hash) / width * width;
        Arrays.fill(all, first, first + width / 2, halves[0]);
        Arrays.fill(all, first + width / 2, first + width, halves[1]);
        directory = all;
    }

    private void replace(Segment old, Segment other, int hash) {
        Segment[] all = directory.clone();
        int width = all.length >>> old.bits;
        int first = place(all, hash) / width * width;
        Arrays.fill(all, first, first + width, other);
        directory = all;
    }
}
