package io.ternmq.admin.rights;

import io.ternmq.access.AccessTester;
import io.ternmq.access.builtin.Operation;
import io.ternmq.access.builtin.Rule;
import io.ternmq.access.builtin.Who;
import io.ternmq.admin.rights.RefusedChangeException.Problem;
import io.ternmq.protocol.TopicFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes rules of what people and programs write, and tells them all that is wrong with it at once. */
final class RuleChecks {
    private static final int MAX_VALUE = 65_535;
    private static final int MAX_NOTE = 1000;
    private static final Set<String> PLACES = Set.of("%c", "%u", "%m");

    private final List<Problem> problems = new ArrayList<>();

    private RuleChecks() {}

    /**
     * The rule.
     *
     * @param id 0 for a new one
     * @throws RefusedChangeException when it can't be one
     */
    static Rule rule(long id, RuleInput input) {
        RuleChecks checks = new RuleChecks();
        Who who = checks.who(input.who(), input.value());
        Set<Operation> operations = checks.operations(input.operations());
        String target = input.target().strip();
        if (operations.contains(Operation.CONNECT)) {
            checks.clientId(target, operations);
        } else {
            checks.topicFilter(target);
        }
        String shareName = checks.shareName(input.shareName(), operations);
        checks.rest(input);
        if (!checks.problems.isEmpty()) {
            throw RefusedChangeException.invalid(checks.problems);
        }
        Rule rule = new Rule(
                id,
                input.enabled(),
                input.allow(),
                who,
                operations,
                target,
                shareName,
                input.maxQos(),
                input.note().strip());
        // What only the engine knows of, so that no rule is kept that it can't take.
        String problem = AccessTester.problem(rule);
        if (problem != null) {
            throw RefusedChangeException.invalid("", "The rule " + problem + ".");
        }
        return rule;
    }

    /** As it was written. */
    static RuleInput input(Rule rule) {
        return new RuleInput(
                rule.enabled(),
                rule.allow(),
                word(rule.who().kind()),
                rule.who().value(),
                rule.operations().stream().sorted().map(RuleChecks::word).toList(),
                rule.target(),
                rule.shareName(),
                rule.maxQos(),
                rule.note());
    }

    /** As forms and programs write it: {@code client-id}. */
    static String word(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What {@link #word} was made of; null when it is no such word. */
    static <E extends Enum<E>> @Nullable E named(Class<E> type, String word) {
        return Arrays.stream(type.getEnumConstants())
                .filter(one -> word(one).equals(word))
                .findFirst()
                .orElse(null);
    }

    static <E extends Enum<E>> String words(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(RuleChecks::word).collect(Collectors.joining(", "));
    }

    private Who who(String kind, String value) {
        Who.Kind known = named(Who.Kind.class, kind);
        if (known == null) {
            add("who", "Whom it is for is one of " + words(Who.Kind.class) + ".");
            return Who.EVERYONE;
        }
        if (known == Who.Kind.EVERYONE) {
            return Who.EVERYONE;
        }
        String problem = valueProblem(known, value);
        if (problem != null) {
            add("value", problem);
        }
        return new Who(known, value);
    }

    /** What is wrong with what stands for a client; null when nothing is. */
    static @Nullable String valueProblem(Who.Kind kind, String value) {
        if (value.isEmpty()) {
            return "It has to say which " + word(kind).replace('-', ' ') + " it is for.";
        }
        if (value.length() > MAX_VALUE) {
            return "It is longer than " + MAX_VALUE + " characters.";
        }
        return kind == Who.Kind.ADDRESS && !AddressText.isAddressOrRange(value)
                ? "An address looks like 10.1.2.3 or fd00::1, a range of addresses like 10.0.0.0/8."
                : null;
    }

    private Set<Operation> operations(List<String> words) {
        EnumSet<Operation> operations = EnumSet.noneOf(Operation.class);
        for (String word : words) {
            Operation known = named(Operation.class, word);
            if (known == null) {
                add("operations", "Operations are " + words(Operation.class) + ".");
            } else {
                operations.add(known);
            }
        }
        if (operations.isEmpty()
                && problems.stream().noneMatch(problem -> problem.field().equals("operations"))) {
            add("operations", "It has to speak of at least one operation.");
        }
        return operations;
    }

    private void clientId(String target, Set<Operation> operations) {
        if (operations.size() > 1) {
            add("operations", "A rule for connect speaks of a client id, so it can't have other operations beside.");
        }
        if (target.isEmpty()) {
            add("target", "A rule for connect needs a client id; * stands for any.");
        } else if (target.indexOf('*') >= 0 && target.indexOf('*') < target.length() - 1) {
            add("target", "In a client id * may stand at the end only.");
        }
    }

    private void topicFilter(String target) {
        if (target.startsWith("$share/")) {
            add("target", "Write the topic filter without $share; the share name has a field of its own.");
            return;
        }
        String problem = TopicFilter.parse(target).problem();
        if (problem != null) {
            add("target", "The topic filter " + problem + ".");
        } else if (Arrays.stream(target.split("/", -1)).anyMatch(RuleChecks::isBrokenPlace)) {
            add("target", "%c, %u and %m stand for a whole level of the topic filter, as in sensors/%c/#.");
        }
    }

    private static boolean isBrokenPlace(String level) {
        return !PLACES.contains(level) && PLACES.stream().anyMatch(level::contains);
    }

    private @Nullable String shareName(@Nullable String name, Set<Operation> operations) {
        if (name == null || name.isBlank()) {
            return null;
        }
        String tidy = name.strip();
        if (!operations.contains(Operation.SUBSCRIBE)) {
            add("shareName", "Only a rule for subscribe can have a share name.");
        } else if (!tidy.equals("+") && tidy.matches(".*[/+#].*")) {
            add("shareName", "A share name has no /, + or # in it; a single + stands for any.");
        }
        return tidy;
    }

    private void rest(RuleInput input) {
        if (input.maxQos() < 0 || input.maxQos() > 2) {
            add("maxQos", "The highest QoS is 0, 1 or 2.");
        }
        if (input.note().length() > MAX_NOTE) {
            add("note", "The note is longer than " + MAX_NOTE + " characters.");
        }
    }

    private void add(String field, String sentence) {
        problems.add(new Problem(field, sentence));
    }
}
