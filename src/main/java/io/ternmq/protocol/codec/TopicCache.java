package io.ternmq.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.ternmq.protocol.Topic;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The topics seen of late on one event loop, so that bytes become a {@link Topic} without allocation and without being
 * validated again. Bounded: each topic has four places, of which the oldest entry goes when a fifth comes, and long topics
 * are not kept. Not thread safe.
 */
public final class TopicCache {
    /** Longer topics are made anew each time: the cache's memory is bounded by slots times this. */
    public static final int MAX_BYTES = 256;

    private static final int WAYS = 4;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final @Nullable Topic[] slots;
    private final long[] hashes;
    private final int mask;

    /** A cache of that many topics, rounded up to a power of two. */
    public TopicCache(int topics) {
        int size = Integer.highestOneBit(Math.max(WAYS, topics) * 2 - 1);
        slots = new Topic[size];
        hashes = new long[size];
        mask = size - WAYS;
    }

    /** The topic of the bytes when it is cached, else null. */
    public @Nullable Topic find(ByteBuf in, int index, int length) {
        if (length > MAX_BYTES) {
            return null;
        }
        long hash = hash(in, index, length);
        int newest = newest(hash);
        for (int slot = newest; slot < newest + WAYS; slot++) {
            Topic topic = at(slot, hash, in, index, length);
            if (topic != null) {
                return topic;
            }
        }
        return null;
    }

    private @Nullable Topic at(int slot, long hash, ByteBuf in, int index, int length) {
        Topic topic = slots[slot];
        return topic != null && hashes[slot] == hash && same(topic.utf8(), in, index, length) ? topic : null;
    }

    /** The topic of bytes that are known to be a valid topic name. */
    public Topic intern(ByteBuf in, int index, int length) {
        Topic known = find(in, index, length);
        return known != null
                ? known
                : add(in, index, length, Topic.ofUtf8(ByteBufUtil.getBytes(in, index, length, true)));
    }

    /** Remembers a topic made of the bytes. */
    Topic add(ByteBuf in, int index, int length, Topic topic) {
        if (length <= MAX_BYTES) {
            long hash = hash(in, index, length);
            int slot = newest(hash);
            System.arraycopy(slots, slot, slots, slot + 1, WAYS - 1);
            System.arraycopy(hashes, slot, hashes, slot + 1, WAYS - 1);
            slots[slot] = topic;
            hashes[slot] = hash;
        }
        return topic;
    }

    /** The first of a topic's places; those behind it are for older entries. */
    private int newest(long hash) {
        return (int) (hash >>> 32) & mask;
    }

    private static long hash(ByteBuf in, int index, int length) {
        long hash = length;
        int at = index;
        int end = index + length;
        for (; end - at >= 8; at += 8) {
            hash = (hash ^ in.getLong(at)) * MIX;
            hash ^= hash >>> 29;
        }
        if (length >= 8) {
            hash = (hash ^ in.getLong(end - 8)) * MIX;
        } else {
            for (; at < end; at++) {
                hash = (hash ^ in.getByte(at)) * MIX;
            }
        }
        return (hash ^ hash >>> 32) * MIX;
    }

    private static boolean same(byte[] known, ByteBuf in, int index, int length) {
        if (known.length != length) {
            return false;
        }
        int i = 0;
        for (; length - i >= 8; i += 8) {
            if ((long) LONGS.get(known, i) != in.getLong(index + i)) {
                return false;
            }
        }
        if (length >= 8) {
            return (long) LONGS.get(known, length - 8) == in.getLong(index + length - 8);
        }
        for (; i < length; i++) {
            if (known[i] != in.getByte(index + i)) {
                return false;
            }
        }
        return true;
    }
}
