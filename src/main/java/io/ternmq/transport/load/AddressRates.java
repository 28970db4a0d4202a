package io.ternmq.transport.load;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Connections per second from each address, in memory that no number of addresses can make grow: each address counts in two of
 * a fixed number of places, and the lower count is believed. Two addresses disturb each other only if both places of one are
 * taken by busy others. Of IPv6 the first 64 bits are an address, since a customer gets all that follow. From any thread.
 */
public final class AddressRates {
    private static final int PLACES = 1 << 14;
    private static final int IPV6_PREFIX = 8;
    private static final int IPV4_LENGTH = 4;

    private final AtomicLongArray first = new AtomicLongArray(PLACES);
    private final AtomicLongArray second = new AtomicLongArray(PLACES);

    /** Counts a connection from the address; whether the limit per second isn't passed. 0 is no limit. */
    public boolean tryTake(InetAddress address, int now, int limit) {
        if (limit == 0) {
            return true;
        }
        byte[] bytes = address.getAddress();
        int hash = Arrays.hashCode(bytes.length == IPV4_LENGTH ? bytes : Arrays.copyOf(bytes, IPV6_PREFIX));
        int one = count(first, spread(hash, 0x9E3779B9), now);
        int other = count(second, spread(hash, 0x85EBCA6B), now);
        return Math.min(one, other) <= limit;
    }

    private static int spread(int hash, int factor) {
        int mixed = hash * factor;
        mixed = (mixed ^ mixed >>> 15) * 0x2C1B3C6D;
        return (mixed ^ mixed >>> 13) & PLACES - 1;
    }

    private static int count(AtomicLongArray places, int place, int now) {
        return (int) places.updateAndGet(place, before -> RateWindow.next(before, now));
    }
}
