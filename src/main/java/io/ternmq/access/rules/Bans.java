package io.ternmq.access.rules;

import io.ternmq.access.Shown;
import io.ternmq.access.builtin.Ban;
import io.ternmq.access.builtin.Who;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may not connect at present. The bans in force are one immutable value behind a volatile reference; those that are over no
 * longer count, whether or not they have vanished from the store. Thread safe.
 */
public final class Bans {
    /** What explanations call them. */
    public static final String NAME = "bans";

    private volatile Index index = new Index(List.of());

    /** Bans by what they are for; of two for the same the one that lasts longer. */
    private static final class Index {
        private final Map<String, Ban> users = new HashMap<>();
        private final Map<String, Ban> clientIds = new HashMap<>();
        private final List<Range> ranges = new ArrayList<>();

        private record Range(AddressRange addresses, Ban ban) {}

        Index(List<Ban> bans) {
            for (Ban ban : bans) {
                switch (ban.kind()) {
                    case USER -> users.merge(ban.value(), ban, Index::longer);
                    case CLIENT_ID -> clientIds.merge(ban.value(), ban, Index::longer);
                    case ADDRESS -> ranges.add(new Range(AddressRange.parse(ban.value()), ban));
                    default -> throw new IllegalArgumentException("ban " + ban.id() + " is for a " + ban.kind());
                }
            }
        }

        private static Ban longer(Ban one, Ban other) {
            Instant end = one.until();
            Instant otherEnd = other.until();
            return end == null || otherEnd != null && end.isAfter(otherEnd) ? one : other;
        }
    }

    /** Makes these the ones in force; an error when something is wrong with one, and then the old ones stay. */
    public void take(List<Ban> bans) {
        index = new Index(bans);
    }

    /** What is wrong with a ban in a sentence's end; null for nothing. */
    public static @Nullable String problem(Ban ban) {
        try {
            new Index(List.of(ban));
            return ban.value().isEmpty() ? "is for nobody" : null;
        } catch (IllegalArgumentException wrong) {
            return "is for " + Shown.quoted(ban.value()) + ", which " + wrong.getMessage();
        }
    }

    /** A ban that keeps such a client out now, or null. */
    public @Nullable Ban find(String clientId, @Nullable String userName, InetSocketAddress address, Instant now) {
        Index known = index;
        Ban ban = inForce(known.clientIds.get(clientId), now);
        if (ban == null && userName != null) {
            ban = inForce(known.users.get(userName), now);
        }
        if (ban == null) {
            InetAddress from = address.getAddress();
            for (Index.Range range : known.ranges) {
                if (range.addresses.contains(from) && inForce(range.ban, now) != null) {
                    return range.ban;
                }
            }
        }
        return ban;
    }

    private static @Nullable Ban inForce(@Nullable Ban ban, Instant now) {
        Instant until = ban == null ? null : ban.until();
        return until != null && !until.isAfter(now) ? null : ban;
    }

    /** As explanations cite it. */
    static String words(Ban ban) {
        String kind = CompiledRule.words(new Who(ban.kind(), ban.value()));
        String end = ban.until() == null ? "for good" : "until " + ban.until();
        String reason = ban.reason().isEmpty() ? "" : ": " + Shown.quoted(ban.reason());
        return "%s is banned %s by %s%s".formatted(kind, end, Shown.quoted(ban.by()), reason);
    }
}
