package io.ternmq.event;

import java.util.List;

/**
 * Why access was refused.
 *
 * @param source the source that decided, for instance {@code password-file}
 * @param rule the rule that decided in words that an operator can act on
 * @param ruleId the number of the built-in rule that decided; 0 when it was none
 * @param trail what was asked before, in order, each with what it said
 * @param cached whether the decision was remembered
 * @param micros how long it took
 */
public record Explained(String source, String rule, long ruleId, List<String> trail, boolean cached, long micros) {
    /** What decides when it is the broker itself. */
    private static final String BROKER = "broker";

    /** Of a refusal for which nobody was asked. */
    public static Explained of(String source, String rule) {
        return new Explained(source, rule, 0, List.of(), false, 0);
    }

    /** Of what the broker itself can't or won't do, whoever asks. */
    public static Explained byBroker(String rule) {
        return of(BROKER, rule);
    }

    /** In one line. */
    public String sentence() {
        return source + ": " + rule + (trail.isEmpty() ? "" : " (before: " + String.join("; ", trail) + ")");
    }
}
