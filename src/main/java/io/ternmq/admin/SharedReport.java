package io.ternmq.admin;

import java.util.List;

/**
 * A shared subscription.
 *
 * @param filter as clients write it, {@code $share/} included
 * @param members how many there are
 * @param first some of them, in the order in which they joined
 */
public record SharedReport(String mountpoint, String filter, int members, List<SubscriptionReport> first) {
    /** The most members that are told. */
    public static final int MAX_TOLD = 50;
}
