package io.ternmq.admin;

import io.ternmq.store.StoreInspection;
import io.ternmq.store.StoreInspection.SegmentFacts;
import io.ternmq.store.StoreInspection.Verification;
import io.ternmq.store.StoreMetrics;
import io.ternmq.store.StoreProblem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** What is in a store, and what was found there, in lines for people. */
final class StoreText {
    private static final String FACT = "%-10s %s%n";
    private static final String FILE = "%-14s %9s %12s %9s  %s%s%n";
    private static final double NANOS_PER_MILLI = 1e6;

    private StoreText() {}

    static String inspection(Path folder, StoreInspection store, Instant now) {
        StoreMetrics metrics = store.metrics();
        StringBuilder text = new StringBuilder();
        add(text, "Store", folder.toString());
        add(
                text,
                "Identity",
                "%s, format %d, opened %s"
                        .formatted(store.identity(), store.version(), Words.counted(store.epoch(), "time", "times")));
        add(text, "Sessions", Words.count(metrics.sessions()));
        add(text, "Messages", messages(metrics, now));
        add(text, "Log", log(metrics));
        add(text, "Tables", Words.bytes((double) store.tableBytes()));
        if (metrics.commitNanos().count() > 0) {
            add(text, "Commits", commits(metrics));
        }
        text.append('\n').append(FILE.formatted("File", "Size", "Waited for", "Of size", "Made", ""));
        store.segments().forEach(segment -> text.append(file(segment)));
        if (!store.problems().isEmpty()) {
            text.append("\nFound since the store was opened:\n");
            addProblems(text, store.problems());
        }
        return text.toString();
    }

    private static void add(StringBuilder text, String name, String value) {
        text.append(FACT.formatted(name, value));
    }

    static String log(StoreMetrics metrics) {
        return "%s in %s"
                .formatted(
                        Words.bytes((double) metrics.logBytes()), Words.counted(metrics.segments(), "file", "files"));
    }

    private static String messages(StoreMetrics metrics, Instant now) {
        String count = Words.count(metrics.messages());
        return metrics.messages() == 0
                ? count
                : "%s of %s, oldest about %s"
                        .formatted(
                                count,
                                Words.bytes((double) metrics.messageBytes()),
                                Words.span(Duration.between(Instant.ofEpochMilli(metrics.oldestMillis()), now)));
    }

    private static String commits(StoreMetrics metrics) {
        return "half within %s, 99 %% within %s; %s records at a time; %s behind"
                .formatted(
                        millis(metrics.commitNanos().percentile(50)),
                        millis(metrics.commitNanos().percentile(99)),
                        Words.rate((double) metrics.batchRecords().sum()
                                / Math.max(1, metrics.batchRecords().count())),
                        Words.count(metrics.behind()));
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.2f ms", nanos / NANOS_PER_MILLI);
    }

    private static String file(SegmentFacts segment) {
        return FILE.formatted(
                segment.name(),
                Words.bytes((double) segment.bytes()),
                Words.count(segment.references()),
                Words.bytes((double) segment.liveBytes()),
                segment.createdMillis() == 0
                        ? "unknown"
                        : Instant.ofEpochMilli(segment.createdMillis()).truncatedTo(ChronoUnit.SECONDS),
                segment.damaged() ? "  damaged" : "");
    }

    /** @param problems found by the verification or before it */
    static String verification(Verification found, List<StoreProblem> problems) {
        String sound = "%s sound, and %s that sessions wait for %s there."
                .formatted(
                        Words.counted(found.records(), "record is", "records are"),
                        Words.counted(found.references(), "message", "messages"),
                        found.references() == 1 ? "is" : "are");
        if (problems.isEmpty()) {
            return "All is well: " + sound + "\n";
        }
        StringBuilder text = new StringBuilder();
        text.append(Words.counted(problems.size(), "problem", "problems")).append(":\n");
        addProblems(text, problems);
        return text.append(sound).append('\n').toString();
    }

    private static void addProblems(StringBuilder text, List<StoreProblem> problems) {
        for (StoreProblem problem : problems) {
            text.append("  ")
                    .append(problem.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .append(": ")
                    .append(problem.sentence())
                    .append('\n');
        }
    }
}
