package io.ternmq.admin.rights;

import io.ternmq.access.builtin.Ban;
import io.ternmq.access.builtin.BanStore;
import io.ternmq.access.builtin.BuiltinStore;
import io.ternmq.access.builtin.Who;
import io.ternmq.admin.AuditTrail;
import io.ternmq.admin.Author;
import io.ternmq.admin.rights.RefusedChangeException.Problem;
import io.ternmq.admin.rights.RefusedChangeException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What operators do with bans. Nothing blocks; errors are {@link RefusedChangeException} and those of the database. */
@Component
public class BanAdmin {
    private static final Set<Who.Kind> KINDS = EnumSet.of(Who.Kind.USER, Who.Kind.CLIENT_ID, Who.Kind.ADDRESS);
    private static final int MAX_REASON = 1000;
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final BanStore bans;
    private final AuditTrail audit;

    BanAdmin(BuiltinStore store, AuditTrail audit) {
        this.bans = store.bans();
        this.audit = audit;
    }

    /**
     * Bans, the latest first.
     *
     * @param before only those with a lower id; {@link Long#MAX_VALUE} for the latest
     */
    public Mono<Page<BanReport>> list(long before, int limit) {
        return bans.list()
                .filter(ban -> ban.id() < before)
                .sort(Comparator.comparingLong(Ban::id).reversed())
                .take(limit + 1L)
                .map(BanReport::of)
                .collectList()
                .map(found -> {
                    List<BanReport> items = found.subList(0, Math.min(limit, found.size()));
                    boolean more = found.size() > limit;
                    return new Page<>(
                            List.copyOf(items),
                            more ? Long.toString(items.get(limit - 1).id()) : null);
                });
    }

    /** Bans somebody; who was banned already is now banned like this. */
    public Mono<BanReport> add(Author author, BanInput input) {
        return Mono.fromSupplier(() -> ban(author, input)).flatMap(bans::add).flatMap(kept -> {
            BanReport report = BanReport.of(kept);
            return audit.record(author, "ban.create", report.kind() + " " + report.value(), null, report)
                    .thenReturn(report);
        });
    }

    /** Takes a ban back; an error when there is none. */
    public Mono<Void> remove(Author author, long id) {
        Mono<Ban> missing = Mono.error(
                () -> RefusedChangeException.of(Reason.MISSING, "id", "There is no ban " + id + ", or it is over."));
        return bans.list()
                .filter(ban -> ban.id() == id)
                .next()
                .switchIfEmpty(missing)
                .flatMap(ban -> {
                    BanReport was = BanReport.of(ban);
                    return bans.remove(id)
                            .then(audit.record(author, "ban.delete", was.kind() + " " + was.value(), was, null))
                            .then();
                });
    }

    private static Ban ban(Author author, BanInput input) {
        List<Problem> problems = new ArrayList<>();
        Who.Kind kind = RuleChecks.named(Who.Kind.class, input.kind());
        if (kind == null || !KINDS.contains(kind)) {
            throw RefusedChangeException.invalid("kind", "A ban is for a user, a client-id or an address.");
        }
        String wrong = RuleChecks.valueProblem(kind, input.value());
        if (wrong != null) {
            problems.add(new Problem("value", wrong));
        }
        if (input.reason().length() > MAX_REASON) {
            problems.add(new Problem("reason", "The reason is longer than " + MAX_REASON + " characters."));
        }
        Duration lasts = input.lasts();
        if (lasts != null && (lasts.isNegative() || lasts.isZero() || lasts.compareTo(LONGEST) > 0)) {
            problems.add(new Problem("lasts", "A ban lasts at least a moment and at most 100 years, or for good."));
        }
        if (!problems.isEmpty()) {
            throw RefusedChangeException.invalid(problems);
        }
        Instant now = Instant.now();
        return new Ban(0, kind, input.value(), input.reason().strip(), author.name(), now, end(now, lasts));
    }

    private static @Nullable Instant end(Instant now, @Nullable Duration lasts) {
        return lasts == null ? null : now.plus(lasts);
    }
}
