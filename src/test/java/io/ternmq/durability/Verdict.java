package io.ternmq.durability;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a judge found, with figures of what was judged. */
final class Verdict {
    private static final int EXAMPLES = 10;

    private final Map<Fault, Long> counts = new EnumMap<>(Fault.class);
    private final Map<Fault, List<String>> examples = new EnumMap<>(Fault.class);
    private long published;
    private long acknowledged;
    private long owed;
    private long delivered;
    private long repeated;
    private long values;

    void found(Fault fault, String what) {
        counts.merge(fault, 1L, Long::sum);
        List<String> known = examples.computeIfAbsent(fault, key -> new ArrayList<>());
        if (known.size() < EXAMPLES) {
            known.add(what);
        }
    }

    void published(long messages, long acknowledgedOfThem) {
        published += messages;
        acknowledged += acknowledgedOfThem;
    }

    void owed(long deliveries) {
        owed += deliveries;
    }

    void delivered(boolean first) {
        delivered++;
        repeated += first ? 0 : 1;
    }

    void valueRead() {
        values++;
    }

    /** Takes the findings of another round in. */
    void add(Verdict other) {
        other.counts.forEach((fault, count) -> counts.merge(fault, count, Long::sum));
        other.examples.forEach((fault, texts) -> {
            List<String> known = examples.computeIfAbsent(fault, key -> new ArrayList<>());
            texts.stream().limit(EXAMPLES - known.size()).forEach(known::add);
        });
        published += other.published;
        acknowledged += other.acknowledged;
        owed += other.owed;
        delivered += other.delivered;
        repeated += other.repeated;
        values += other.values;
    }

    boolean isClean() {
        return counts.isEmpty();
    }

    long count(Fault fault) {
        return counts.getOrDefault(fault, 0L);
    }

    /** How many deliveries the broker owed: one for each acknowledged message and subscriber. */
    long owed() {
        return owed;
    }

    long acknowledged() {
        return acknowledged;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(
                "%,d published, %,d acknowledged, %,d deliveries owed, %,d came (%,d of them again), %,d retained values read%n",
                published, acknowledged, owed, delivered, repeated, values));
        if (isClean()) {
            return text.append("Nothing wrong").toString();
        }
        counts.forEach((fault, count) -> {
            text.append(String.format("%s: %,d %s", fault, count, fault.text()));
            text.append(fault == Fault.MISSING ? String.format(" (%.1f %% of those owed)", 100.0 * count / owed) : "");
            examples.getOrDefault(fault, List.of())
                    .forEach(example -> text.append("\n    ").append(example));
            text.append('\n');
        });
        return text.toString().stripTrailing();
    }
}
