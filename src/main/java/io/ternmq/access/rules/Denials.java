package io.ternmq.access.rules;

import io.ternmq.access.Action;
import io.ternmq.access.AuthorizationSource;
import io.ternmq.access.Client;
import io.ternmq.access.Verdict;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the rules deny, without what they allow: the rule that decides counts only when it is a denial, so one behind an allowance
 * that fits denies nothing here either.
 *
 * @param rules in force; gives null before they could be read
 * @param counts whether the count of a rule that decides rises
 */
public record Denials(Supplier<@Nullable CompiledRules> rules, boolean counts) implements AuthorizationSource {
    private static final Answer NONE = new Answer(Verdict.NEXT, "");

    @Override
    public String name() {
        return BuiltInRules.NAME;
    }

    @Override
    public void authorize(Client client, Action action, Consumer<Answer> answer) {
        CompiledRules known = rules.get();
        answer.accept(known == null ? BuiltInRules.NOT_READ : decide(known, client, action));
    }

    private Answer decide(CompiledRules known, Client client, Action action) {
        CompiledRule rule = known.find(client, action);
        return rule == null || rule.rule().allow() ? NONE : BuiltInRules.answer(rule, counts);
    }

    /** The rules tell it themselves. */
    @Override
    public void onChange(Runnable forget) {}
}
