package io.ternmq.protocol.tree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * The hash of a topic level's bytes, and of the position in the tree that a row of levels leads to. Keyed by a secret of the
 * process, since levels are chosen by clients, who might choose colliding ones.
 */
public final class LevelHash {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long SEED = RANDOM.nextLong();
    private static final long FACTOR = RANDOM.nextLong() | 1;
    private static final long POSITION_FACTOR = RANDOM.nextLong() | 1;

    private LevelHash() {}

    /** The hash of the bytes from (inclusive) to (exclusive). */
    public static int of(byte[] bytes, int from, int to) {
        int length = to - from;
        long hash = SEED + length * 0x9E3779B97F4A7C15L;
        if (length >= 8) {
            int at = from;
            for (; to - at > 8; at += 8) {
                hash = fold(hash ^ (long) LONGS.get(bytes, at), FACTOR);
            }
            hash = fold(hash ^ (long) LONGS.get(bytes, to - 8), FACTOR);
        } else if (length >= 4) {
            long first = (int) INTS.get(bytes, from);
            hash = fold(hash ^ first << 32 ^ (int) INTS.get(bytes, to - 4) & 0xFFFFFFFFL, FACTOR);
        } else {
            long word = 0;
            for (int at = from; at < to; at++) {
                word = word << 8 | bytes[at] & 0xFF;
            }
            hash = fold(hash ^ word, FACTOR);
        }
        return (int) (hash ^ hash >>> 32);
    }

    /** The hash of the position that a level leads to from another position. */
    public static int step(int position, int level) {
        long hash = fold((long) position << 32 ^ level & 0xFFFFFFFFL ^ SEED, POSITION_FACTOR);
        return (int) (hash ^ hash >>> 32);
    }

    private static long fold(long value, long factor) {
        return Math.multiplyHigh(value, factor) ^ value * factor;
    }
}
