package io.ternmq.observe;

import io.ternmq.access.SourceHealth;
import io.ternmq.access.SourceHealth.Histogram;
import io.ternmq.access.SourceHealth.Questions;
import io.ternmq.access.SourceStatus;
import io.ternmq.observe.Metric.Label;
import io.ternmq.observe.Metric.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** What the sources of access control tell in figures: whether each answers, and what became of what it was asked. */
final class SourceMetrics {
    private static final int MICROS_OF_SECONDS = 6;

    private final NodeFacts facts;

    SourceMetrics(NodeFacts facts) {
        this.facts = facts;
    }

    List<Metric> read() {
        List<SourceStatus> sources = facts.sources();
        if (sources.isEmpty()) {
            return List.of();
        }
        List<Metric> metrics = new ArrayList<>();
        metrics.add(new Metric(
                "access_source_up",
                Metric.Type.GAUGE,
                "Whether an access source answers: 1 it does, 0 it can't be reached.",
                each(sources, source -> isUp(source.health()) ? 1 : 0)));
        List<SourceStatus> remote = sources.stream()
                .filter(source -> source.health().questions() != Questions.NONE)
                .toList();
        if (!remote.isEmpty()) {
            metrics.add(new Metric(
                    "access_source_questions",
                    Metric.Type.COUNTER,
                    "What became of the questions to an access source outside of the broker.",
                    outcomes(remote)));
            metrics.add(new Metric(
                    "access_source_questions_under_way",
                    Metric.Type.GAUGE,
                    "Questions to an access source that wait for their answers.",
                    each(remote, source -> source.health().questions().underWay())));
            metrics.add(new Metric(
                    "access_source_seconds",
                    Metric.Type.HISTOGRAM,
                    "How long an access source took to answer.",
                    times(remote)));
        }
        return metrics;
    }

    private static boolean isUp(SourceHealth health) {
        return health.state() == SourceHealth.State.UP || health.state() == SourceHealth.State.STALE;
    }

    private static Label label(SourceStatus source) {
        return new Label("source", source.name());
    }

    private static List<Value> each(List<SourceStatus> sources, ToLongFunction<SourceStatus> figure) {
        return sources.stream()
                .map(source -> new Value(List.of(label(source)), figure.applyAsLong(source)))
                .toList();
    }

    private static List<Value> outcomes(List<SourceStatus> sources) {
        List<Value> values = new ArrayList<>();
        for (SourceStatus source : sources) {
            Questions questions = source.health().questions();
            values.add(outcome(source, "answered", questions.answered()));
            values.add(outcome(source, "failed", questions.failed()));
            values.add(outcome(source, "timed_out", questions.timedOut()));
            values.add(outcome(source, "refused_full", questions.refusedFull()));
            values.add(outcome(source, "refused_unreachable", questions.refusedOpen()));
        }
        return values;
    }

    private static Value outcome(SourceStatus source, String outcome, long count) {
        return new Value(List.of(label(source), new Label("outcome", outcome)), count);
    }

    private static List<Value> times(List<SourceStatus> sources) {
        List<Value> values = new ArrayList<>();
        for (SourceStatus source : sources) {
            Histogram micros = source.health().questions().micros();
            long count = 0;
            for (int i = 0; i < micros.counts().length; i++) {
                count += micros.counts()[i];
                String end = i < micros.ends().length ? Metric.decimal(micros.ends()[i], MICROS_OF_SECONDS) : "+Inf";
                values.add(new Value("_bucket", List.of(label(source), new Label("le", end)), count, 0));
            }
            values.add(new Value("_sum", List.of(label(source)), micros.sum(), MICROS_OF_SECONDS));
            values.add(new Value("_count", List.of(label(source)), count, 0));
        }
        return values;
    }
}
