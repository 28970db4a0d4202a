package io.ternmq.store.table;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A map from the identity of a session, without objects for the identities: about 32 bytes for each of a million sessions. Open
 * addressing; one thread.
 */
final class UidMap<V> {
    private static final int FIRST = 64;

    private int[] nodes = new int[FIRST];
    private long[] numbers = new long[FIRST];
    private @Nullable Object[] values = new Object[FIRST];
    private int size;

    int size() {
        return size;
    }

    private int home(int node, long number) {
        long hash = (number ^ (long) node << 40) * 0x9E3779B97F4A7C15L;
        return (int) (hash >>> 32) & values.length - 1;
    }

    /** Where it is, or the free place where it would be. */
    private int place(int node, long number) {
        int at = home(node, number);
        while (values[at] != null && (numbers[at] != number || nodes[at] != node)) {
            at = at + 1 & values.length - 1;
        }
        return at;
    }

    @SuppressWarnings("unchecked")
    @Nullable
    V get(int node, long number) {
        return (V) values[place(node, number)];
    }

    void put(int node, long number, V value) {
        int at = place(node, number);
        if (values[at] == null) {
            if ((size + 1) * 10L > values.length * 7L) {
                grow();
                at = place(node, number);
            }
            size++;
            nodes[at] = node;
            numbers[at] = number;
        }
        values[at] = value;
    }

    private void grow() {
        int[] oldNodes = nodes;
        long[] oldNumbers = numbers;
        @Nullable Object[] oldValues = values;
        nodes = new int[oldValues.length * 2];
        numbers = new long[oldValues.length * 2];
        values = new Object[oldValues.length * 2];
        for (int i = 0; i < oldValues.length; i++) {
            if (oldValues[i] != null) {
                int at = place(oldNodes[i], oldNumbers[i]);
                nodes[at] = oldNodes[i];
                numbers[at] = oldNumbers[i];
                values[at] = oldValues[i];
            }
        }
    }

    /** Takes it out, and moves up those that had to go further because of it. */
    void remove(int node, long number) {
        int hole = place(node, number);
        if (values[hole] == null) {
            return;
        }
        size--;
        values[hole] = null;
        int mask = values.length - 1;
        for (int at = hole + 1 & mask; values[at] != null; at = at + 1 & mask) {
            int home = home(nodes[at], numbers[at]);
            if ((at - home & mask) >= (at - hole & mask)) {
                nodes[hole] = nodes[at];
                numbers[hole] = numbers[at];
                values[hole] = values[at];
                values[at] = null;
                hole = at;
            }
        }
    }

    @SuppressWarnings("unchecked")
    void forEach(Consumer<? super V> consumer) {
        for (Object value : values) {
            if (value != null) {
                consumer.accept((V) value);
            }
        }
    }
}
