package io.ternmq.observe;

import io.ternmq.observe.Alarms.Alarm;
import io.ternmq.observe.ProblemRules.Finding;
import io.ternmq.store.StoreHealth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is wrong with the node, in sentences; empty when all is good. Made anew once a second from the rules' findings and the
 * alarms. What the rules find is logged when it begins and when it is over; alarms are logged where they are raised.
 *
 * <p>One thread looks, any thread reads the list, which is replaced as a whole.
 */
public final class Problems {
    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private final ProblemRules rules;
    private final Alarms alarms;
    private final Supplier<StoreHealth> store;
    private Map<String, Problem> found = Map.of();
    private volatile List<Problem> current = List.of();

    /** @param store how the store is now, of which its alarm's weight depends */
    Problems(ProblemRules rules, Alarms alarms, Supplier<StoreHealth> store) {
        this.rules = rules;
        this.alarms = alarms;
        this.store = store;
    }

    /** What is wrong now, the worst and then the oldest first. */
    public List<Problem> current() {
        return current;
    }

    /** Looks again; on the sampling thread. */
    void look(Sample latest, Instant now) {
        Map<String, Problem> seen = new HashMap<>();
        for (Finding finding : rules.findings(latest)) {
            Problem known = found.get(finding.name());
            seen.put(
                    finding.name(),
                    new Problem(
                            finding.name(),
                            finding.severity(),
                            finding.sentence(),
                            finding.advice(),
                            known == null ? now : known.since()));
        }
        logChanges(seen);
        found = seen;
        current = sorted(seen);
    }

    private void logChanges(Map<String, Problem> seen) {
        seen.forEach((name, problem) -> {
            if (!found.containsKey(name)) {
                log.warn("Problem {}: {} {}", name, problem.sentence(), problem.advice());
            }
        });
        found.forEach((name, problem) -> {
            if (!seen.containsKey(name)) {
                log.info("Problem {} is over; it began at {}", name, problem.since());
            }
        });
    }

    private List<Problem> sorted(Map<String, Problem> seen) {
        List<Problem> all = new ArrayList<>(seen.values());
        for (Alarm alarm : alarms.active()) {
            AlarmGuide guide = AlarmGuide.of(alarm.name(), store.get());
            all.add(new Problem(alarm.name(), guide.severity(), sentence(alarm), guide.advice(), alarm.since()));
        }
        all.sort(Comparator.comparing(Problem::severity)
                .reversed()
                .thenComparing(Problem::since)
                .thenComparing(Problem::name));
        return List.copyOf(all);
    }

    /** Alarms come from many hands, some without a full stop. What happened more than once is told by its latest case. */
    private static String sentence(Alarm alarm) {
        String words = alarm.sentence();
        String said = words.endsWith(".") ? words : words + ".";
        boolean isIncident = !alarm.until().equals(Instant.MAX);
        return isIncident && alarm.times() > 1
                ? "%s The log tells of %,d more.".formatted(said, alarm.times() - 1)
                : said;
    }
}
