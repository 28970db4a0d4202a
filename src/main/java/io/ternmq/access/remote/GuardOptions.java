package io.ternmq.access.remote;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * How a source is guarded.
 *
 * @param timeLimit for one question, from the moment it is asked; more than zero
 * @param mostUnderWay how many questions may wait for their answers at a time, at least 1
 * @param pause between two attempts while the breaker is open; more than zero
 * @param blameless which failures are the question's own fault and say nothing against the source, for instance text that a
 *     database can't take; so nobody can open the breaker by asking badly
 * @param secrets what is cut out of errors before anybody sees them
 */
public record GuardOptions(
        Duration timeLimit, int mostUnderWay, Duration pause, Predicate<Throwable> blameless, List<String> secrets) {
    /** How long to wait before an unreachable source is tried again, unless said otherwise. */
    public static final Duration PAUSE = Duration.ofSeconds(1);

    /** Every failure counts against the source, and there is nothing to hide. */
    public static GuardOptions of(Duration timeLimit, int mostUnderWay) {
        return new GuardOptions(timeLimit, mostUnderWay, PAUSE, failure -> false, List.of());
    }

    public GuardOptions blameless(Predicate<Throwable> failures) {
        return new GuardOptions(timeLimit, mostUnderWay, pause, failures, secrets);
    }

    public GuardOptions secrets(List<String> hidden) {
        return new GuardOptions(timeLimit, mostUnderWay, pause, blameless, hidden);
    }

    public GuardOptions pause(Duration between) {
        return new GuardOptions(timeLimit, mostUnderWay, between, blameless, secrets);
    }
}
