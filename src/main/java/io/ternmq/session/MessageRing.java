package io.ternmq.session;

import io.ternmq.protocol.Publish;
import org.jspecify.annotations.Nullable;

/**
 * Kept publishes that wait, each with its {@link DeliveryWord}, oldest first; two arrays and no object per message. On its loop
 * only.
 */
final class MessageRing {
    private static final int INITIAL = 8;
    /** Arrays of more slots are given back when the ring has run empty. */
    private static final int KEPT_WHEN_EMPTY = 256;

    private @Nullable Publish[] messages = new Publish[INITIAL];
    private long[] words = new long[INITIAL];
    private int head;
    private int size;
    private long bytes;

    /** What a message counts for in limits in bytes. */
    static long bytesOf(Publish publish) {
        return (long) publish.topic().length() + publish.forwardedPropertiesLength() + publish.payloadLength();
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long bytes() {
        return bytes;
    }

    void add(Publish kept, long word) {
        if (size == words.length) {
            resize(size * 2);
        }
        int at = head + size & words.length - 1;
        messages[at] = kept;
        words[at] = word;
        size++;
        bytes += bytesOf(kept);
    }

    void addFirst(Publish kept, long word) {
        if (size == words.length) {
            resize(size * 2);
        }
        head = head - 1 & words.length - 1;
        messages[head] = kept;
        words[head] = word;
        size++;
        bytes += bytesOf(kept);
    }

    /** The i-th oldest message. */
    Publish message(int i) {
        Publish message = messages[head + i & words.length - 1];
        if (message == null || i >= size) {
            throw new IndexOutOfBoundsException(i);
        }
        return message;
    }

    long word(int i) {
        return words[head + i & words.length - 1];
    }

    void removeOldest() {
        bytes -= bytesOf(message(0));
        messages[head] = null;
        head = head + 1 & words.length - 1;
        size--;
        shrinkWhenEmpty();
    }

    void removeNewest() {
        bytes -= bytesOf(message(size - 1));
        messages[head + size - 1 & words.length - 1] = null;
        size--;
        shrinkWhenEmpty();
    }

    private void shrinkWhenEmpty() {
        if (size == 0) {
            head = 0;
            if (words.length > KEPT_WHEN_EMPTY) {
                messages = new Publish[INITIAL];
                words = new long[INITIAL];
            }
        }
    }

    private void resize(int length) {
        @Nullable Publish[] moved = new Publish[length];
        long[] movedWords = new long[length];
        int first = Math.min(size, words.length - head);
        System.arraycopy(messages, head, moved, 0, first);
        System.arraycopy(messages, 0, moved, first, size - first);
        System.arraycopy(words, head, movedWords, 0, first);
        System.arraycopy(words, 0, movedWords, first, size - first);
        messages = moved;
        words = movedWords;
        head = 0;
    }

    @Override
    public String toString() {
        return size + " messages of " + bytes + " bytes";
    }
}
