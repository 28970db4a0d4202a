package io.ternmq.admin.rights;

import io.ternmq.access.builtin.BuiltinStore;
import io.ternmq.access.builtin.Rule;
import io.ternmq.access.builtin.RuleList;
import io.ternmq.access.builtin.RuleStore;
import io.ternmq.access.builtin.StaleRulesException;
import io.ternmq.admin.AuditTrail;
import io.ternmq.admin.Author;
import io.ternmq.admin.rights.RuleEdit.Edited;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What operators do with the rules. Nothing blocks; errors are {@link RefusedChangeException} and those of the database. */
@Component
public class RuleAdmin {
    /** More would make every cold decision long. */
    static final int MAX_RULES = 10_000;

    private final RuleStore rules;
    private final AuditTrail audit;
    private final RuleHits hits;
    private final RuleImpacts impacts;

    RuleAdmin(BuiltinStore store, AuditTrail audit, RuleHits hits, RuleImpacts impacts) {
        this.rules = store.rules();
        this.audit = audit;
        this.hits = hits;
        this.impacts = impacts;
    }

    public Mono<RuleTable> list() {
        return rules.load().map(this::table);
    }

    /** The rules that this node goes by, without asking the database; empty before it has read them. */
    public RuleTable inForce() {
        return table(hits.inForce());
    }

    /**
     * Makes a change, entirely or not at all.
     *
     * @param version of the rules that it was thought out for; {@link RuleTable#ANY_VERSION} for whatever they are now
     * @return the rules then
     */
    public Mono<RuleTable> apply(Author author, long version, RuleEdit edit) {
        return edited(version, edit)
                .flatMap(planned -> rules.replace(
                                planned.was().version(), planned.edited().rules())
                        .flatMap(kept -> recorded(author, edit, planned, kept).thenReturn(kept)))
                .onErrorMap(StaleRulesException.class, stale -> RefusedChangeException.staleRules())
                .map(this::table);
    }

    /** Who would lose what by a change; nothing is changed. */
    public Mono<RuleImpact> preview(long version, RuleEdit edit) {
        return edited(version, edit)
                .flatMap(planned -> impacts.of(planned.edited().rules()));
    }

    /** Makes a change of whatever the rules are now; who calls audits it. */
    Mono<Void> applyUnaudited(RuleEdit edit) {
        return edited(RuleTable.ANY_VERSION, edit)
                .flatMap(planned ->
                        rules.replace(planned.was().version(), planned.edited().rules()))
                .onErrorMap(StaleRulesException.class, stale -> RefusedChangeException.staleRules())
                .then();
    }

    /** What the rules were, and what would become of them. */
    record Planned(RuleList was, Edited edited) {}

    /** The change on paper. */
    Mono<Planned> edited(long version, RuleEdit edit) {
        return rules.load().map(now -> {
            if (version != RuleTable.ANY_VERSION && version != now.version()) {
                throw RefusedChangeException.staleRules();
            }
            Edited edited = edit.applyTo(now.rules());
            if (edited.rules().size() > MAX_RULES) {
                throw RefusedChangeException.invalid("", "There can be no more than " + MAX_RULES + " rules.");
            }
            return new Planned(now, edited);
        });
    }

    private Mono<?> recorded(Author author, RuleEdit edit, Planned planned, RuleList kept) {
        Edited edited = planned.edited();
        List<Rule> before = planned.was().rules();
        if (edited.isOfAll()) {
            return audit.record(author, edit.action(), "rules", PlacedRule.all(before), PlacedRule.all(kept.rules()));
        }
        PlacedRule was = edited.from() < 0 ? null : PlacedRule.of(before, edited.from());
        PlacedRule is = edited.to() < 0 ? null : PlacedRule.of(kept.rules(), edited.to());
        String object = "rule " + (is == null ? before.get(edited.from()).id() : is.id());
        return audit.record(author, edit.action(), object, was, is);
    }

    private RuleTable table(RuleList list) {
        return new RuleTable(
                list.version(),
                IntStream.range(0, list.rules().size())
                        .mapToObj(index -> report(index + 1, list.rules().get(index)))
                        .toList());
    }

    private RuleReport report(int position, Rule rule) {
        return new RuleReport(
                position,
                rule.id(),
                RuleChecks.input(rule),
                RuleWords.sentence(rule),
                hits.count(rule.id()),
                hits.last(rule.id()));
    }
}
