package io.ternmq.admin.rights;

import io.ternmq.access.SourceHealth;
import io.ternmq.access.SourceStatus;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A source of users or rights, for operators.
 *
 * @param state up, stale, down (whoever needs it is refused) or retrying
 * @param since when the state began
 * @param p50Micros how long half of the last questions took at most; 0 for a source that asks nothing outside
 * @param errorRate how many of the last questions failed, from 0 to 1
 * @param asked how many questions it was asked since the start; 0 for a source that asks nothing outside
 * @param failed how many of them failed or took too long
 * @param refused how many were not asked, since the source was down or too much was under way
 */
public record SourceReport(
        String name,
        boolean authenticates,
        boolean authorizes,
        String state,
        Instant since,
        long p50Micros,
        long p99Micros,
        double errorRate,
        long asked,
        long failed,
        long refused,
        int underWay,
        @Nullable String lastError,
        @Nullable Instant lastErrorAt) {

    static SourceReport of(SourceStatus status) {
        SourceHealth health = status.health();
        SourceHealth.Questions questions = health.questions();
        return new SourceReport(
                status.name(),
                status.authenticates(),
                status.authorizes(),
                health.state().name().toLowerCase(Locale.ROOT),
                health.since(),
                health.p50Micros(),
                health.p99Micros(),
                health.errorRate(),
                questions.asked(),
                questions.failed() + questions.timedOut(),
                questions.refusedFull() + questions.refusedOpen(),
                questions.underWay(),
                health.lastError(),
                health.lastErrorAt());
    }
}
