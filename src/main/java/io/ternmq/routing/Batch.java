package io.ternmq.routing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.protocol.Publish;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way from one loop to another, each with the parts that get it: an array of subscriptions of the target
 * loop, or the members of a shared subscription with a cursor at the one that was chosen.
 *
 * <p>Protocol: filled by the loop that owns it, then given to the target's mailbox, read there once, and given back. Only
 * one of the two touches it at a time. Small messages are copied into one buffer on the heap, and a view for each message points into
 * it; of large ones the view shares the publisher's bytes; kept ones are handed over as they are.
 */
final class Batch {
    private static final int FIRST_BYTES = 8 * 1024;
    /** A buffer that has grown beyond is not kept for the next use. */
    private static final int MAX_KEPT_BYTES = 256 * 1024;
    /** From so many bytes on a message is shared and not copied. */
    static final int SHARED_BYTES = 4096;

    /** The link in a mailbox. */
    volatile @Nullable Batch next;

    private @Nullable HandOff owner;
    private @Nullable ByteBuf bytes;
    private Publish[] views = new Publish[0];
    private @Nullable Publish[] messages = new Publish[16];
    private int[] partsEnd = new int[16];
    private int count;
    private @Nullable Object[] parts = new Object[32];
    private long[] cursors = new long[32];
    private int partCount;
    private long weight;

    Batch(@Nullable HandOff owner) {
        this.owner = owner;
    }

    @Nullable
    HandOff owner() {
        return owner;
    }

    // ------------------------------------------------------------------ filling

    /** Begins a message; its parts follow. */
    void begin(Publish publish) {
        if (count == messages.length) {
            messages = Arrays.copyOf(messages, count * 2);
            partsEnd = Arrays.copyOf(partsEnd, count * 2);
        }
        int length = publish.forwardedPropertiesLength() + publish.payloadLength();
        Publish message = publish;
        if (!publish.isKept()) {
            message = view(count);
            if (length >= SHARED_BYTES) {
                message.share(publish);
                publish.buffer().retain();
            } else {
                copy(publish, message);
            }
        }
        if (messages[count] != message) {
            messages[count] = message;
        }
        count++;
        weight += length + 64;
    }

    private void copy(Publish from, Publish to) {
        ByteBuf out = bytes;
        if (out == null) {
            out = Unpooled.buffer(FIRST_BYTES);
            bytes = out;
        }
        int frame = from.frameIndex(true) >= 0 ? from.frameIndex(true) : from.frameIndex(false);
        if (frame >= 0) {
            copyFrame(from, frame, to, out);
            return;
        }
        int at = out.writerIndex();
        from.writeForwardedProperties(out);
        int properties = out.writerIndex() - at;
        out.writeBytes(from.buffer(), from.payloadIndex(), from.payloadLength());
        to.wrap(out, at, 0, at + properties, from.payloadLength())
                .properties(at, properties)
                .messageExpiry(from.messageExpirySeconds());
        describe(from, to);
    }

    /** Copies the packet as it came, so that it can be sent as it came. */
    private static void copyFrame(Publish from, int frame, Publish to, ByteBuf out) {
        int moved = out.writerIndex() - frame;
        out.writeBytes(from.buffer(), frame, from.payloadIndex() + from.payloadLength() - frame);
        to.wrap(out, from.topicIndex() + moved, from.topicLength(), from.payloadIndex() + moved, from.payloadLength())
                .properties(from.propertiesIndex() + moved, from.propertiesLength())
                .frame(frame + moved, from.frameIndex(true) >= 0);
        describe(from, to);
    }

    private static void describe(Publish from, Publish to) {
        to.flags(from.qos(), from.retain(), false, 0)
                .origin(from.publisher(), from.expiresAtMillis())
                .sequence(from.sequence())
                .resolve(from.topic());
    }

    private Publish view(int index) {
        if (index >= views.length) {
            int before = views.length;
            views = Arrays.copyOf(views, Math.max(16, before * 2));
            for (int i = before; i < views.length; i++) {
                views[i] = new Publish(Unpooled.EMPTY_BUFFER);
            }
        }
        return views[index];
    }

    /** Adds a part of the message that was begun last. */
    void add(Object part, long cursor) {
        if (partCount == parts.length) {
            parts = Arrays.copyOf(parts, partCount * 2);
            cursors = Arrays.copyOf(cursors, partCount * 2);
        }
        parts[partCount] = part;
        cursors[partCount++] = cursor;
        partsEnd[count - 1] = partCount;
    }

    // ------------------------------------------------------------------ reading

    int count() {
        return count;
    }

    /** About how many bytes it holds in memory. */
    long weight() {
        return weight;
    }

    Publish message(int index) {
        Publish message = messages[index];
        if (message == null) {
            throw new IndexOutOfBoundsException(index);
        }
        return message;
    }

    int partsFrom(int index) {
        return index == 0 ? 0 : partsEnd[index - 1];
    }

    int partsTo(int index) {
        return partsEnd[index];
    }

    Object part(int index) {
        Object part = parts[index];
        if (part == null) {
            throw new IndexOutOfBoundsException(index);
        }
        return part;
    }

    long cursor(int index) {
        return cursors[index];
    }

    /** Empties it: lets go of what it shares and names. */
    void clear() {
        for (int i = 0; i < count; i++) {
            Publish message = messages[i];
            if (message != null && message.isKept()) {
                messages[i] = null;
            } else if (message != null && message.buffer() != bytes) {
                message.buffer().release();
                message.wrap(Unpooled.EMPTY_BUFFER, 0, 0, 0, 0);
            }
        }
        Arrays.fill(parts, 0, partCount, null);
        count = 0;
        partCount = 0;
        weight = 0;
        ByteBuf buffer = bytes;
        if (buffer != null) {
            buffer.clear();
            if (buffer.capacity() > MAX_KEPT_BYTES) {
                bytes = null;
            }
        }
    }
}
