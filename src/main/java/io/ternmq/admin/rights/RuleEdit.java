package io.ternmq.admin.rights;

import io.ternmq.access.builtin.Rule;
import io.ternmq.admin.rights.RefusedChangeException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A change of the rules that somebody thinks of, on paper: it works out what would become of them, and changes nothing. */
public final class RuleEdit {
    private static final int NOWHERE = -1;

    private final String action;
    private final Change change;

    private RuleEdit(String action, Change change) {
        this.action = action;
        this.change = change;
    }

    private interface Change {
        Edited of(List<Rule> rules);
    }

    /**
     * The rules as they would be.
     *
     * @param from where the rule was that it is about; -1 when it is a new one, or about all
     * @param to where that rule is then; -1 when it is gone, or about all
     */
    record Edited(List<Rule> rules, int from, int to) {
        boolean isOfAll() {
            return from == NOWHERE && to == NOWHERE;
        }
    }

    /**
     * A new rule.
     *
     * @param position from 1; what is too high means the end
     */
    public static RuleEdit add(int position, RuleInput input) {
        return insert("rule.create", position, input);
    }

    static RuleEdit insert(String action, int position, RuleInput input) {
        return new RuleEdit(action, rules -> {
            int index = Math.max(0, Math.min(position - 1, rules.size()));
            List<Rule> then = new ArrayList<>(rules);
            then.add(index, RuleChecks.rule(0, input));
            return new Edited(then, NOWHERE, index);
        });
    }

    /** Another text for a rule, which stays in its place. */
    public static RuleEdit change(long id, RuleInput input) {
        return inPlace("rule.change", id, rule -> RuleChecks.rule(id, input));
    }

    public static RuleEdit enable(long id, boolean enabled) {
        return inPlace(enabled ? "rule.enable" : "rule.disable", id, rule -> rule.withEnabled(enabled));
    }

    private static RuleEdit inPlace(String action, long id, UnaryOperator<Rule> how) {
        return new RuleEdit(action, rules -> {
            int index = indexOf(rules, id);
            List<Rule> then = new ArrayList<>(rules);
            then.set(index, how.apply(rules.get(index)));
            return new Edited(then, index, index);
        });
    }

    public static RuleEdit delete(long id) {
        return remove("rule.delete", id);
    }

    private static RuleEdit remove(String action, long id) {
        return new RuleEdit(action, rules -> without(rules, indexOf(rules, id)));
    }

    private static Edited without(List<Rule> rules, int index) {
        List<Rule> then = new ArrayList<>(rules);
        then.remove(index);
        return new Edited(then, index, NOWHERE);
    }

    /** @param position from 1; what is too high means the end */
    public static RuleEdit move(long id, int position) {
        return new RuleEdit("rule.move", rules -> {
            int index = indexOf(rules, id);
            return placed(rules, index, rules.get(index), position);
        });
    }

    /** Text and place as they were, unless the rule is another one than it was made by the change. */
    static RuleEdit putBack(String action, PlacedRule before, PlacedRule after) {
        return new RuleEdit(action, rules -> {
            int index = unchanged(rules, after);
            return placed(rules, index, RuleChecks.rule(before.id(), before.rule()), before.position());
        });
    }

    /** Without a rule that was made, unless it is another one by now. */
    static RuleEdit takeOut(String action, PlacedRule made) {
        return new RuleEdit(action, rules -> without(rules, unchanged(rules, made)));
    }

    /** Where a rule is that must be what it was; a later change isn't undone along with the one before it. */
    private static int unchanged(List<Rule> rules, PlacedRule expected) {
        int index = indexOf(rules, expected.id());
        if (!rules.get(index).equals(RuleChecks.rule(expected.id(), expected.rule()))) {
            throw RefusedChangeException.changedSince("The rule has");
        }
        return index;
    }

    /** The whole list as it was, unless it is another one by now. */
    static RuleEdit putAllBack(String action, List<PlacedRule> before, List<PlacedRule> after) {
        RuleEdit back = replaceAll(
                action,
                before.stream()
                        .map(placed -> new Entry(placed.id(), placed.rule()))
                        .toList());
        return new RuleEdit(action, rules -> {
            List<Rule> expected = after.stream()
                    .map(placed -> RuleChecks.rule(placed.id(), placed.rule()))
                    .toList();
            if (!rules.equals(expected)) {
                throw RefusedChangeException.changedSince("The rules have");
            }
            return back.applyTo(rules);
        });
    }

    private static Edited placed(List<Rule> rules, int index, Rule rule, int position) {
        List<Rule> then = new ArrayList<>(rules);
        then.remove(index);
        int to = Math.max(0, Math.min(position - 1, then.size()));
        then.add(to, rule);
        return new Edited(then, index, to);
    }

    /** Another list in the place of the whole; ids of rules that stay are kept, a 0 is a new rule. */
    public static RuleEdit replaceAll(List<Entry> entries) {
        return replaceAll("rules.replace", entries);
    }

    static RuleEdit replaceAll(String action, List<Entry> entries) {
        return new RuleEdit(action, rules -> {
            List<Rule> then = new ArrayList<>();
            for (Entry entry : entries) {
                boolean known = rules.stream().anyMatch(rule -> rule.id() == entry.id());
                then.add(RuleChecks.rule(known ? entry.id() : 0, entry.rule()));
            }
            return new Edited(then, NOWHERE, NOWHERE);
        });
    }

    /**
     * A rule of a list that replaces all.
     *
     * @param id of the rule that it was until now; 0 for a new one
     */
    public record Entry(long id, RuleInput rule) {}

    private static int indexOf(List<Rule> rules, long id) {
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).id() == id) {
                return i;
            }
        }
        throw RefusedChangeException.of(Reason.MISSING, "id", "There is no rule " + id + " any more.");
    }

    /** For the audit log. */
    String action() {
        return action;
    }

    /** @throws RefusedChangeException when it can't be done */
    Edited applyTo(List<Rule> rules) {
        return change.of(rules);
    }
}
