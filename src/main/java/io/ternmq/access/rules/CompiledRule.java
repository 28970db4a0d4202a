package io.ternmq.access.rules;

import io.ternmq.access.Client;
import io.ternmq.access.Shown;
import io.ternmq.access.builtin.Operation;
import io.ternmq.access.builtin.Rule;
import io.ternmq.access.builtin.Who;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A rule in the form in which it decides. Immutable but for its count. */
final class CompiledRule {
    private final Rule rule;
    private final int place;
    private final Audience audience;
    private final int operations;
    private final @Nullable RuleTarget target;
    private final @Nullable ClientIdPattern clientIds;
    private final RuleHits.Tally tally;
    private final String words;

    /**
     * Compiles a rule.
     *
     * @param place in the list, from 0
     * @throws IllegalArgumentException when something is wrong with it; the message goes on after "rule 7 "
     */
    CompiledRule(Rule rule, int place, RuleHits.Tally tally) {
        String problem = RuleProblems.find(rule);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        boolean connect = rule.operations().contains(Operation.CONNECT);
        this.rule = rule;
        this.place = place;
        this.tally = tally;
        this.audience = Audience.of(rule.who());
        this.operations = bits(rule);
        this.target = connect ? null : RuleTarget.of(rule.target());
        this.clientIds = connect ? ClientIdPattern.of(rule.target()) : null;
        this.words = "rule %d, %s".formatted(rule.id(), words(rule));
    }

    private static int bits(Rule rule) {
        int bits = 0;
        for (Operation operation : rule.operations()) {
            bits |= bit(operation);
        }
        return bits;
    }

    static int bit(Operation operation) {
        return 1 << operation.ordinal();
    }

    Rule rule() {
        return rule;
    }

    int place() {
        return place;
    }

    /** As explanations cite it; made once. */
    String words() {
        return words;
    }

    void count() {
        tally.count();
    }

    /**
     * Whether it decides. What allows has to cover all that is asked for. What denies has to meet any of it: else a
     * subscription that reaches further than the denial would bring what is denied.
     */
    boolean fits(Wish wish, Client client) {
        RuleTarget topics = target;
        if (topics == null || !fitsOperation(wish) || !fitsShare(wish) || !audience.includes(client)) {
            return false;
        }
        return rule.allow() ? topics.covers(wish.levels(), client) : topics.meets(wish.levels(), client);
    }

    private boolean fitsOperation(Wish wish) {
        return rule.allow()
                ? (wish.needs() & ~operations) == 0 && wish.qos() <= rule.maxQos()
                : (wish.touches() & operations) != 0;
    }

    private boolean fitsShare(Wish wish) {
        String name = rule.shareName();
        return name == null || wish.shareName() != null && (name.equals("+") || name.equals(wish.shareName()));
    }

    boolean fitsConnect(Client client) {
        return clientIds != null && audience.includes(client) && clientIds.fits(client);
    }

    boolean speaksOfTopics() {
        return target != null;
    }

    private static String words(Rule rule) {
        String operations = new TreeSet<>(rule.operations())
                .stream().map(each -> each.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", "));
        String share = rule.shareName() == null ? "" : " shared as " + Shown.quoted(rule.shareName());
        String cap = rule.allow() && rule.maxQos() < 2 ? " up to QoS " + rule.maxQos() : "";
        return "%s %s %s%s%s for %s"
                .formatted(
                        rule.allow() ? "allow" : "deny",
                        operations,
                        Shown.quoted(rule.target()),
                        share,
                        cap,
                        words(rule.who()));
    }

    static String words(Who who) {
        return who.kind() == Who.Kind.EVERYONE
                ? "everyone"
                : who.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + Shown.quoted(who.value());
    }
}
