package io.ternmq.access;

import io.ternmq.access.Terms.Replacement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an action that was allowed has become by the terms of the answer, and the judging of it: all of it must stand, or the action is
 * refused.
 *
 * <p>Protocol: one result after the other is a {@link Question} of its own. {@code proceed} runs on the thread that brought the
 * last answer, so one thread at a time is in here; an answer that is there at once is taken in its loop, so that many results don't
 * pile up on the stack. {@code done} is called once.
 */
final class Rewriting {
    /** What explanations show of many results. */
    private static final int MOST_SHOWN = 3;

    private final Client client;
    private final String where;
    private final List<Action> results;

    private Rewriting(Client client, String where, List<Action> results) {
        this.client = client;
        this.where = where;
        this.results = results;
    }

    /** Null when nothing has become of the action that would have to be judged. */
    static @Nullable Rewriting of(Client client, Action action, Terms terms) {
        PublishChange change = terms.publish();
        List<Replacement> instead = terms.instead();
        if (change != null && action instanceof Action.Publish asked) {
            return ofPublish(client, asked, change);
        } else if (instead != null && action instanceof Action.Subscribe) {
            List<Action> results = new ArrayList<>(instead.size());
            for (Replacement each : instead) {
                if (each.qos() != null) {
                    results.add(new Action.Subscribe(each.filter(), each.qos()));
                }
            }
            return results.isEmpty() ? null : new Rewriting(client, "", results);
        }
        return terms.asResult() ? new Rewriting(client, "", List.of(action)) : null;
    }

    /** A will stays in its client's mountpoint. */
    private static @Nullable Rewriting ofPublish(Client client, Action.Publish asked, PublishChange change) {
        Action.Publish result = change.of(asked);
        String mountpoint = change.mountpoint();
        if (mountpoint == null || asked.will() || mountpoint.equals(client.id().mountpoint())) {
            return result.equals(asked) ? null : new Rewriting(client, "", List.of(result));
        }
        String where = " in mountpoint " + Shown.quoted(mountpoint);
        return new Rewriting(client.at(mountpoint), where, List.of(result));
    }

    /**
     * Has it judged.
     *
     * @param granted what the source that rewrites has said
     * @param judges in order; one of them says yes or no
     * @param done is given what holds in the end, on any thread
     */
    void judge(Outcome granted, List<AuthorizationSource> judges, int epoch, Consumer<Outcome> done) {
        new Run(granted, judges, epoch, done).proceed();
    }

    private String words(Action result) {
        return result.words() + where;
    }

    private final class Run {
        private final Outcome granted;
        private final List<AuthorizationSource> judges;
        private final int epoch;
        private final Consumer<Outcome> done;
        private final Iterator<Action> rest = results.iterator();
        private final long startedNanos;
        private Terms terms;
        private @Nullable Question asked;

        Run(Outcome granted, List<AuthorizationSource> judges, int epoch, Consumer<Outcome> done) {
            this.granted = granted;
            this.judges = judges;
            this.epoch = epoch;
            this.done = done;
            this.terms = granted.terms();
            this.startedNanos = System.nanoTime() - granted.micros() * 1000;
        }

        void proceed() {
            while (rest.hasNext()) {
                Action result = rest.next();
                Question question = new Question(client, result, judges, epoch, () -> onAnswered(result), false);
                asked = question;
                Outcome outcome = question.begin();
                if (outcome == null || !take(result, outcome)) {
                    return;
                }
            }
            done.accept(new Outcome(
                    true,
                    granted.source(),
                    granted.rule() + rewrites(results),
                    granted.trail(),
                    micros(),
                    granted.ruleId(),
                    terms,
                    null));
        }

        private void onAnswered(Action result) {
            Question answered = asked;
            if (answered != null && take(result, answered.outcome())) {
                proceed();
            }
        }

        /** Gives whether the result may be. */
        private boolean take(Action result, Outcome outcome) {
            if (!hasPayloadOfItsOwn()) {
                terms = terms.within(outcome.terms());
            }
            if (!outcome.allowed()) {
                List<String> trail = new ArrayList<>(granted.trail());
                trail.add(granted.source() + ": " + granted.rule() + rewrites(List.of(result)));
                trail.addAll(outcome.trail());
                done.accept(new Outcome(
                        false,
                        outcome.source(),
                        outcome.rule() + " (judged is what it was rewritten to: " + words(result) + ")",
                        List.copyOf(trail),
                        micros(),
                        outcome.ruleId(),
                        terms.sizes(),
                        result));
            }
            return outcome.allowed();
        }

        /** Then sizes of what is judged say nothing about what clients send. */
        private boolean hasPayloadOfItsOwn() {
            PublishChange change = granted.terms().publish();
            return change != null && change.payload() != null;
        }

        private long micros() {
            return (System.nanoTime() - startedNanos) / 1000;
        }

        private String rewrites(List<Action> to) {
            String more = to.size() > MOST_SHOWN ? " and more" : "";
            return to.stream()
                    .limit(MOST_SHOWN)
                    .map(Rewriting.this::words)
                    .collect(Collectors.joining(" and ", ", rewritten to ", more));
        }
    }
}
