package io.ternmq.session;

import java.util.Arrays;

/**
 * A set of packet identifiers, 1 to 65535: open addressing, a few bytes per identifier, nothing allocated but by growing. On its
 * loop only.
 */
final class PacketIdSet {
    private static final int INITIAL = 8;

    private char[] table = new char[INITIAL];
    private int size;

    int size() {
        return size;
    }

    boolean contains(int packetId) {
        int mask = table.length - 1;
        for (int i = slot(packetId, mask); table[i] != 0; i = i + 1 & mask) {
            if (table[i] == packetId) {
                return true;
            }
        }
        return false;
    }

    static PacketIdSet of(int... packetIds) {
        PacketIdSet set = new PacketIdSet();
        for (int packetId : packetIds) {
            set.add(packetId);
        }
        return set;
    }

    /** Whether it was not in the set before. */
    boolean add(int packetId) {
        int mask = table.length - 1;
        int i = slot(packetId, mask);
        while (table[i] != 0) {
            if (table[i] == packetId) {
                return false;
            }
            i = i + 1 & mask;
        }
        table[i] = (char) packetId;
        if (++size * 2 > table.length) {
            grow();
        }
        return true;
    }

    /** Whether it was in the set. What stands behind the gap moves up, so that no tombstones gather. */
    boolean remove(int packetId) {
        int mask = table.length - 1;
        int gap = slot(packetId, mask);
        while (table[gap] != packetId) {
            if (table[gap] == 0) {
                return false;
            }
            gap = gap + 1 & mask;
        }
        int i = gap;
        while (true) {
            i = i + 1 & mask;
            char moved = table[i];
            if (moved == 0) {
                break;
            }
            int home = slot(moved, mask);
            if ((i - home & mask) >= (i - gap & mask)) {
                table[gap] = moved;
                gap = i;
            }
        }
        table[gap] = 0;
        size--;
        return true;
    }

    /** The identifiers in no particular order. */
    int[] toArray() {
        int[] ids = new int[size];
        int count = 0;
        for (char id : table) {
            if (id != 0) {
                ids[count++] = id;
            }
        }
        return ids;
    }

    private void grow() {
        char[] old = table;
        table = new char[old.length * 2];
        int mask = table.length - 1;
        for (char id : old) {
            if (id != 0) {
                int i = slot(id, mask);
                while (table[i] != 0) {
                    i = i + 1 & mask;
                }
                table[i] = id;
            }
        }
    }

    private static int slot(int packetId, int mask) {
        return packetId & mask;
    }

    @Override
    public String toString() {
        int[] ids = toArray();
        Arrays.sort(ids);
        return Arrays.toString(ids);
    }
}
