package io.ternmq.access.rules;

import io.ternmq.access.Action;
import io.ternmq.access.Client;
import io.ternmq.access.builtin.Operation;
import io.ternmq.access.builtin.Rule;
import io.ternmq.access.builtin.RuleList;
import io.ternmq.access.builtin.Who;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rules in their order, in the form in which they decide: the first enabled one that fits. Rules for one user, client id or
 * group are found by that name, so that rules of others cost nothing; only those for everyone, addresses and certificates are
 * looked at one after the other. Immutable.
 */
public final class CompiledRules {
    private final RuleList list;
    private final List<CompiledRule> forAll = new ArrayList<>();
    private final Map<String, List<CompiledRule>> ofUser = new HashMap<>();
    private final Map<String, List<CompiledRule>> ofClientId = new HashMap<>();
    private final Map<String, List<CompiledRule>> ofGroup = new HashMap<>();
    private final boolean topics;
    private final boolean connects;

    private CompiledRules(RuleList list, RuleHits hits) {
        this.list = list;
        boolean anyConnects = false;
        for (int i = 0; i < list.rules().size(); i++) {
            Rule rule = list.rules().get(i);
            if (rule.enabled()) {
                CompiledRule compiled = compile(rule, i, hits);
                place(compiled);
                anyConnects |= !compiled.speaksOfTopics();
            }
        }
        this.connects = anyConnects;
        this.topics = list.rules().stream().anyMatch(CompiledRules::speaksOfTopics);
    }

    /**
     * Compiles a list.
     *
     * @throws IllegalArgumentException when something is wrong with a rule that is enabled
     */
    public static CompiledRules of(RuleList list, RuleHits hits) {
        return new CompiledRules(list, hits);
    }

    private static CompiledRule compile(Rule rule, int place, RuleHits hits) {
        try {
            return new CompiledRule(rule, place, hits.of(rule.id()));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("rule " + rule.id() + " " + wrong.getMessage(), wrong);
        }
    }

    private static boolean speaksOfTopics(Rule rule) {
        return !rule.operations().contains(Operation.CONNECT);
    }

    private void place(CompiledRule compiled) {
        Who who = compiled.rule().who();
        List<CompiledRule> rules = switch (who.kind()) {
            case USER -> ofUser.computeIfAbsent(who.value(), none -> new ArrayList<>());
            case CLIENT_ID -> ofClientId.computeIfAbsent(who.value(), none -> new ArrayList<>());
            case GROUP -> ofGroup.computeIfAbsent(who.value(), none -> new ArrayList<>());
            case EVERYONE, ADDRESS, CERTIFICATE -> forAll;
        };
        rules.add(compiled);
    }

    RuleList list() {
        return list;
    }

    /** Whether there is a rule about topics, be it disabled: only a list without any leaves everything open. */
    public boolean speakOfTopics() {
        return topics;
    }

    /** The rule that decides, or null. */
    @Nullable
    CompiledRule find(Client client, Action action) {
        Wish wish = Wish.of(action);
        return first(client, rule -> rule.fits(wish, client));
    }

    /** The rule that decides whether the client may be connected, or null. */
    @Nullable
    CompiledRule findForConnect(Client client) {
        return connects ? first(client, rule -> rule.fitsConnect(client)) : null;
    }

    /** Merges the lists that may have something for the client, by place. */
    private @Nullable CompiledRule first(Client client, Predicate<CompiledRule> fits) {
        List<List<CompiledRule>> lists = listsFor(client);
        int[] at = new int[lists.size()];
        while (true) {
            int nearest = -1;
            for (int i = 0; i < at.length; i++) {
                if (at[i] < lists.get(i).size() && (nearest < 0 || place(lists, at, i) < place(lists, at, nearest))) {
                    nearest = i;
                }
            }
            if (nearest < 0) {
                return null;
            }
            CompiledRule rule = lists.get(nearest).get(at[nearest]++);
            if (fits.test(rule)) {
                return rule;
            }
        }
    }

    private static int place(List<List<CompiledRule>> lists, int[] at, int index) {
        return lists.get(index).get(at[index]).place();
    }

    private List<List<CompiledRule>> listsFor(Client client) {
        List<List<CompiledRule>> lists = new ArrayList<>(4);
        lists.add(forAll);
        if (client.userName() != null) {
            lists.add(ofUser.getOrDefault(client.userName(), List.of()));
        }
        lists.add(ofClientId.getOrDefault(client.id().clientId(), List.of()));
        for (String group : client.groups()) {
            lists.add(ofGroup.getOrDefault(group, List.of()));
        }
        return lists;
    }
}
