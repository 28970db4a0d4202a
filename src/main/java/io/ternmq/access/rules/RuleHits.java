package io.ternmq.access.rules;

import io.ternmq.access.RuleHit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often each rule has decided, since the broker started. It outlives changes of a rule as long as the rule has its number.
 * Thread safe; counting never waits.
 */
public final class RuleHits {
    private final Map<Long, Tally> tallies = new ConcurrentHashMap<>();

    /** One rule's count. */
    static final class Tally {
        private final LongAdder count = new LongAdder();
        private volatile long lastMillis;

        void count() {
            count.increment();
            long now = System.currentTimeMillis();
            if (now != lastMillis) {
                lastMillis = now;
            }
        }
    }

    Tally of(long rule) {
        return rule == 0 ? new Tally() : tallies.computeIfAbsent(rule, none -> new Tally());
    }

    void keepOnly(List<Long> rules) {
        tallies.keySet().retainAll(rules);
    }

    /** Of one rule. */
    public RuleHit find(long rule) {
        Tally tally = tallies.get(rule);
        return tally == null ? RuleHit.NONE : new RuleHit(tally.count.sum(), tally.lastMillis);
    }
}
