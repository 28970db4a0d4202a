package io.ternmq.admin.rights;

import io.ternmq.access.builtin.Operation;
import io.ternmq.access.builtin.Rule;
import io.ternmq.access.builtin.Who;
import java.util.List;
import java.util.Set;

/** Rules in plain words. */
final class RuleWords {
    private RuleWords() {}

    /** For instance: Allow user anna to publish and subscribe to sensors/%c/# */
    static String sentence(Rule rule) {
        String who = who(rule.who());
        StringBuilder words = new StringBuilder(rule.allow() ? "Allow " : "Deny ").append(who);
        if (rule.operations().contains(Operation.CONNECT)) {
            return words.append(rule.target().equals("*") ? " to connect" : " to connect as client " + rule.target())
                    .toString();
        }
        words.append(" to ").append(operations(rule.operations())).append(' ').append(rule.target());
        if (rule.shareName() != null) {
            words.append(rule.shareName().equals("+") ? ", shared with any group" : ", shared as " + rule.shareName());
        }
        if (rule.maxQos() < 2) {
            words.append(", up to QoS ").append(rule.maxQos());
        }
        return words.toString();
    }

    private static String who(Who who) {
        return switch (who.kind()) {
            case EVERYONE -> "everyone";
            case USER -> "user " + who.value();
            case CLIENT_ID -> "client " + who.value();
            case GROUP -> "group " + who.value();
            case ADDRESS -> "clients from " + who.value();
            case CERTIFICATE -> "the certificate " + who.value();
        };
    }

    private static String operations(Set<Operation> operations) {
        List<String> words =
                operations.stream().sorted().map(RuleWords::operation).toList();
        int last = words.size() - 1;
        return last == 0 ? words.get(0) : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
    }

    private static String operation(Operation operation) {
        return switch (operation) {
            case CONNECT -> "connect as";
            case PUBLISH -> "publish to";
            case SUBSCRIBE -> "subscribe to";
            case RETAIN -> "retain on";
            case WILL -> "leave a will on";
        };
    }
}
