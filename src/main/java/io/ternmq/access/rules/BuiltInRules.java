package io.ternmq.access.rules;

import io.ternmq.access.Action;
import io.ternmq.access.AuthorizationSource;
import io.ternmq.access.Client;
import io.ternmq.access.RuleHit;
import io.ternmq.access.Verdict;
import io.ternmq.access.builtin.Rule;
import io.ternmq.access.builtin.RuleList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rules that the broker keeps itself, as a source of rights.
 *
 * <p>Protocol: the rules in force are one immutable value behind a volatile reference. {@link #take} puts another in its place and
 * then has everything forgotten that was decided by the old ones, so that whoever sees the new epoch sees the new rules. Before
 * the first list has been taken nobody may do anything. Deciding never waits and is done on the caller's thread.
 */
public final class BuiltInRules implements AuthorizationSource {
    /** What settings and explanations call it. */
    public static final String NAME = "rules";

    static final Answer NOT_READ =
            new Answer(Verdict.REJECT, "the rules could not be read yet, so nobody may do anything");

    private final List<Runnable> onChange = new CopyOnWriteArrayList<>();
    private final RuleHits hits = new RuleHits();
    private volatile @Nullable CompiledRules rules;

    /** Makes the list the one in force; an error when something is wrong with it, and then the old one stays. */
    public void take(RuleList list) {
        CompiledRules compiled = CompiledRules.of(list, hits);
        hits.keepOnly(list.rules().stream().map(Rule::id).toList());
        rules = compiled;
        onChange.forEach(Runnable::run);
    }

    /** The rules in force; empty before they could be read. */
    public RuleList list() {
        CompiledRules known = rules;
        return known == null ? RuleList.EMPTY : known.list();
    }

    /** How often a rule has decided. */
    public RuleHit hits(long rule) {
        return hits.find(rule);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void onChange(Runnable forget) {
        onChange.add(forget);
    }

    @Override
    public boolean hasRules() {
        CompiledRules known = rules;
        return known == null || known.speakOfTopics();
    }

    @Override
    public void authorize(Client client, Action action, Consumer<Answer> answer) {
        CompiledRules known = rules;
        answer.accept(known == null ? NOT_READ : decide(known, client, action, true));
    }

    @Override
    public AuthorizationSource denials() {
        return new Denials(() -> rules, true);
    }

    /**
     * What a list says to an action.
     *
     * @param counts whether the rule's count rises
     */
    public static Answer decide(CompiledRules rules, Client client, Action action, boolean counts) {
        CompiledRule rule = rules.find(client, action);
        if (rule == null) {
            int size = rules.list().rules().size();
            return new Answer(
                    Verdict.NEXT,
                    size == 0 ? "" : size == 1 ? "the only rule doesn't fit" : "none of the " + size + " rules fits");
        }
        return answer(rule, counts);
    }

    static Answer answer(CompiledRule rule, boolean counts) {
        if (counts) {
            rule.count();
        }
        Verdict verdict = rule.rule().allow() ? Verdict.OK : Verdict.REJECT;
        return new Answer(verdict, rule.words(), rule.rule().id());
    }

    /**
     * What the rules say to a client that is to be connected, or is; null when none speaks of it.
     *
     * @param counts whether the rule's count rises
     */
    public @Nullable Answer mayConnect(Client client, boolean counts) {
        CompiledRules known = rules;
        if (known == null) {
            return new Answer(Verdict.REJECT, "the rules could not be read yet, so nobody may connect");
        }
        return mayConnect(known, client, counts);
    }

    /** What a list says to a client that is to be connected; null when no rule speaks of it. */
    public static @Nullable Answer mayConnect(CompiledRules rules, Client client, boolean counts) {
        CompiledRule rule = rules.findForConnect(client);
        return rule == null ? null : answer(rule, counts);
    }

    /** Whether anything could be read yet. */
    public boolean isLoaded() {
        return rules != null;
    }
}
