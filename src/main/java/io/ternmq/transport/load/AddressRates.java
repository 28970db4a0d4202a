package io.ternmq.transport.load;

import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Connections per second from each address, in memory that no number of addresses can make grow: each address counts in two of
 * a fixed number of places, and the lower count is believed. Two addresses disturb each other only if both places of one are
 * taken by busy others. Of IPv6 the first 64 bits are an address, since a customer gets all that follow. From any thread.
 */
public final class AddressRates {
    private static final int PLACE_BITS = 14;
    private static final int PLACES = 1 << PLACE_BITS;
    private static final int IPV6_PREFIX = 8;

    private final AtomicLongArray first = new AtomicLongArray(PLACES);
    private final AtomicLongArray second = new AtomicLongArray(PLACES);

    /** Counts a connection from the address; whether the limit per second isn't passed. 0 is no limit. */
    public boolean tryTake(InetAddress address, int now, int limit) {
        if (limit == 0) {
            return true;
        }
        long number = number(address.getAddress());
        int one = count(first, place(number * 0x9E3779B97F4A7C15L), now);
        int other = count(second, place((number ^ number >>> 32) * 0xC2B2AE3D27D4EB4FL), now);
        return Math.min(one, other) <= limit;
    }

    private static long number(byte[] bytes) {
        long number = bytes.length;
        for (int i = 0; i < Math.min(bytes.length, IPV6_PREFIX); i++) {
            number = number << 8 ^ bytes[i] & 0xFF ^ number >>> 56;
        }
        return number;
    }

    /** The high bits of a product are the well mixed ones. */
    private static int place(long product) {
        return (int) (product >>> 64 - PLACE_BITS);
    }

    private static int count(AtomicLongArray places, int place, int now) {
        return (int) places.updateAndGet(place, before -> RateWindow.next(before, now));
    }
}
