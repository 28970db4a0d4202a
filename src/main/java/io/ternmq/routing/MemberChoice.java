package io.ternmq.routing;

import io.ternmq.config.SessionSettings.SharedPolicy;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.routing.SharedGroup.Members;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Chooses the member of a shared subscription that gets a message, and the next one when that refuses.
 *
 * <p>The policy says where to begin; from there members are taken in turn, in up to four rounds: those that are ready; those
 * that are online; for {@code PREFER_ONLINE_BEFORE_LOCAL} those on other nodes; those that are offline but keep messages. {@code
 * LOCAL_ONLY} knows members of this node only, {@code PREFER_LOCAL} too as long as there is one. So everybody is asked before an
 * offline session has to keep it, and nobody gets it who didn't take it. What was chosen is a cursor: a number that can
 * travel to another loop and be gone on with there.
 *
 * <p>Each loop has its own; not thread safe.
 */
final class MemberChoice {
    /** No member is left. */
    static final long NOBODY = -1;
    /** After so many refusals of members that are online an offline one gets it: each may cost a hand-off. */
    private static final int MAX_TRIES = 16;

    private static final int INDEX_BITS = 24;
    private static final int INDEX_MASK = (1 << INDEX_BITS) - 1;
    private static final int TRIES_SHIFT = 2 * INDEX_BITS + 4;

    /** The rounds. */
    private static final int READY = 0;

    private static final int ONLINE = 1;
    private static final int ELSEWHERE = 2;
    private static final int OFFLINE = 3;
    private static final int ROUNDS = 4;

    private final Supplier<SharedPolicy> policy;
    private final SplittableRandom random;

    MemberChoice(Supplier<SharedPolicy> policy, long seed) {
        this.policy = policy;
        this.random = new SplittableRandom(seed);
    }

    /** The first choice for a message, or {@link #NOBODY}. */
    long first(Members members, Publish publish) {
        SharedPolicy rule = policy.get();
        int count = members.count();
        if (count == 0) {
            return NOBODY;
        }
        long cursor = seek(members, rule, start(members, publish, rule), 0, READY, 0);
        if (rule == SharedPolicy.STICKY && cursor != NOBODY) {
            members.sticky(index(members, cursor));
        }
        return cursor;
    }

    /** The next choice after the one at the cursor has refused, or {@link #NOBODY}. */
    long next(Members members, long cursor) {
        int tries = (int) (cursor >>> TRIES_SHIFT) + 1;
        int round = (int) (cursor >>> 2 * INDEX_BITS) & 0xF;
        int step = (int) (cursor >>> INDEX_BITS) & INDEX_MASK;
        if (tries >= 2 * MAX_TRIES) {
            return NOBODY;
        }
        boolean enough = tries == MAX_TRIES && round < OFFLINE;
        SharedPolicy rule = policy.get();
        int start = (int) cursor & INDEX_MASK;
        return enough
                ? seek(members, rule, start, 0, OFFLINE, tries)
                : seek(members, rule, start, step + 1, round, tries);
    }

    /** Which member a cursor stands at. */
    static int index(Members members, long cursor) {
        int start = (int) cursor & INDEX_MASK;
        int step = (int) (cursor >>> INDEX_BITS) & INDEX_MASK;
        return (int) (((long) start + step) % members.count());
    }

    private int start(Members members, Publish publish, SharedPolicy rule) {
        int count = members.count();
        return switch (rule) {
            case PREFER_LOCAL, RANDOM, LOCAL_ONLY, PREFER_ONLINE_BEFORE_LOCAL -> random.nextInt(count);
            case ROUND_ROBIN -> Math.floorMod(members.nextTurn(), count);
            case STICKY -> members.sticky() >= 0 ? members.sticky() : random.nextInt(count);
            case HASH_CLIENT -> {
                SubscriberId publisher = publish.publisher();
                yield spread(publisher == null ? 0 : publisher.hashCode(), count);
            }
            case HASH_TOPIC -> spread(publish.topic().hashCode(), count);
        };
    }

    private static int spread(int hash, int count) {
        int mixed = hash * 0x9E3779B9;
        return Math.floorMod(mixed ^ mixed >>> 15, count);
    }

    private static long seek(Members members, SharedPolicy rule, int start, int from, int firstRound, int tries) {
        int count = members.count();
        int step = from;
        for (int round = firstRound; round < ROUNDS; round++, step = 0) {
            for (; step < count; step++) {
                Receiver member =
                        members.at((int) (((long) start + step) % count)).receiver();
                if (serves(member, round, rule, members.anyLocal())) {
                    return (long) tries << TRIES_SHIFT
                            | (long) round << 2 * INDEX_BITS
                            | (long) step << INDEX_BITS
                            | start;
                }
            }
        }
        return NOBODY;
    }

    private static boolean serves(Receiver member, int round, SharedPolicy rule, boolean anyLocal) {
        boolean localOnly = rule == SharedPolicy.LOCAL_ONLY || rule == SharedPolicy.PREFER_LOCAL && anyLocal;
        if (localOnly && !member.local()) {
            return false;
        }
        boolean localFirst = rule == SharedPolicy.PREFER_ONLINE_BEFORE_LOCAL;
        return switch (round) {
            case READY -> member.ready() && (member.local() || !localFirst);
            case ONLINE -> member.online() && (member.local() || !localFirst);
            case ELSEWHERE -> localFirst && !member.local() && member.online();
            default -> !member.online() && member.durable() != null;
        };
    }
}
