package io.ternmq.console.rights;

import io.ternmq.admin.Words;
import io.ternmq.admin.rights.RuleReport;
import io.ternmq.admin.rights.RuleTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the list of rules is told of their counts while it is open.
 *
 * @param version of the rules that the list shows
 * @param at when that was, wall clock in milliseconds; the list asks next what is otherwise since
 * @param rules those that look otherwise
 * @param stale whether the rules are others now, so that the list asks no more
 * @param many whether there are too many to ask for them again and again
 */
record HitsNow(long version, long at, List<RuleReport> rules, boolean stale, boolean many) {
    private static final int MOST_RULES = 1000;

    /** For a list that is shown now. */
    static HitsNow begin(RuleTable shown) {
        int size = shown.rules().size();
        return new HitsNow(
                shown.version(), Instant.now().toEpochMilli(), List.of(), false, size == 0 || size > MOST_RULES);
    }

    /** @param inForce the rules that the node goes by, which may be older than those that the list shows for a moment */
    static HitsNow after(long version, Instant since, Supplier<RuleTable> inForce) {
        Instant now = Instant.now();
        RuleTable table = inForce.get();
        boolean same = table.version() == version;
        List<RuleReport> changed = same
                ? table.rules().stream()
                        .filter(rule -> looksOtherwise(rule, since, now))
                        .toList()
                : List.of();
        return new HitsNow(version, now.toEpochMilli(), changed, table.version() > version, false);
    }

    private static boolean looksOtherwise(RuleReport rule, Instant since, Instant now) {
        Instant last = rule.lastHit();
        return last != null && (!last.isBefore(since) || !age(last, since).equals(age(last, now)));
    }

    private static String age(Instant last, Instant seen) {
        return Words.span(Duration.between(last, seen));
    }

    public boolean isNothing() {
        return rules.isEmpty() && !stale;
    }

    /** Whether the list goes on asking. */
    public boolean isLive() {
        return !stale && !many;
    }
}
