package io.ternmq.access;

import io.ternmq.access.builtin.RuleList;
import io.ternmq.access.rules.BuiltInRules;
import io.ternmq.access.rules.CompiledRules;
import io.ternmq.access.rules.Denials;
import io.ternmq.access.rules.RuleHits;
import io.ternmq.protocol.ReasonCode;
import java.util.List;
import java.util.function.Consumer;

/**
 * What would be decided if other rules stood in the place of those in force; all other sources as they are. Decides in earnest for
 * nobody. Thread safe.
 */
public final class ProposedRules implements Authorizer {
    private final AccessControl control;
    private final CompiledRules rules;

    /** @throws IllegalArgumentException when something is wrong with a rule */
    ProposedRules(AccessControl control, RuleList proposed) {
        this.control = control;
        this.rules = CompiledRules.of(proposed, new RuleHits());
    }

    /** Stands where the rules in force stand. */
    private final class InPlace implements AuthorizationSource {
        @Override
        public String name() {
            return BuiltInRules.NAME;
        }

        @Override
        public boolean hasRules() {
            return rules.speakOfTopics();
        }

        @Override
        public void onChange(Runnable forget) {
            // They never change.
        }

        @Override
        public AuthorizationSource denials() {
            return new Denials(() -> rules, false);
        }

        @Override
        public void authorize(Client client, Action action, Consumer<Answer> answer) {
            answer.accept(BuiltInRules.decide(rules, client, action, false));
        }
    }

    @Override
    public Permissions permissionsOf(Client client, Runnable onDecided) {
        return control.permissionsOf(client, new InPlace(), onDecided);
    }

    /** By the rules for connecting alone, since bans and users stay as they are. */
    @Override
    public void review(Client client, Consumer<Review> answer) {
        AuthorizationSource.Answer said = BuiltInRules.mayConnect(rules, client, false);
        answer.accept(
                said == null || said.verdict() == Verdict.OK
                        ? Review.stays(client)
                        : Review.leaves(
                                client,
                                ReasonCode.NOT_AUTHORIZED,
                                new Explanation(BuiltInRules.NAME, said.rule(), List.of(), false, 0, said.ruleId())));
    }
}
