package io.ternmq.access.rules;

import io.ternmq.access.Action;
import io.ternmq.access.Client;
import io.ternmq.access.builtin.Operation;
import io.ternmq.access.builtin.Rule;
import io.ternmq.access.builtin.Who;
import io.ternmq.access.filter.Placeholder;
import io.ternmq.protocol.Qos;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The narrowest rules that allow something. */
public final class RuleDraft {
    private RuleDraft() {}

    /** For an action; null when no rule can speak of it. */
    public static @Nullable Rule of(Client client, Action action) {
        if (action instanceof Action.Publish publish) {
            Set<Operation> operations = EnumSet.noneOf(Operation.class);
            if (publish.will()) {
                operations.add(Operation.WILL);
            }
            if (publish.retain()) {
                operations.add(Operation.RETAIN);
            }
            if (operations.isEmpty()) {
                operations.add(Operation.PUBLISH);
            }
            return rule(client, operations, publish.topic().toString(), null, publish.qos());
        }
        Action.Subscribe subscribe = (Action.Subscribe) action;
        return rule(
                client,
                Set.of(Operation.SUBSCRIBE),
                subscribe.filter().unshared().toString(),
                subscribe.filter().shareName(),
                subscribe.qos());
    }

    /** For connecting under its client id. */
    public static @Nullable Rule ofConnect(Client client) {
        String id = client.id().clientId();
        boolean plain = !id.endsWith("*") && !id.contains("%u");
        return checked(new Rule(0, true, true, who(client), Set.of(Operation.CONNECT), plain ? id : "*", null, 2, ""));
    }

    private static @Nullable Rule rule(
            Client client, Set<Operation> operations, String filter, @Nullable String shareName, Qos qos) {
        List<String> levels = new ArrayList<>();
        for (String level : RuleTarget.levels(filter)) {
            if (Placeholder.find(level) != null) {
                // As it stands there it would stand for the client.
                return null;
            }
            levels.add(inPlaceOf(level, client));
        }
        return checked(
                new Rule(0, true, true, who(client), operations, String.join("/", levels), shareName, qos.value(), ""));
    }

    private static String inPlaceOf(String level, Client client) {
        if (level.isEmpty() || level.equals("+") || level.equals("#")) {
            return level;
        } else if (level.equals(client.id().clientId())) {
            return Placeholder.CLIENT_ID.text();
        }
        return level.equals(client.userName()) ? Placeholder.USER_NAME.text() : level;
    }

    private static Who who(Client client) {
        String userName = client.userName();
        return userName == null || userName.isEmpty()
                ? new Who(Who.Kind.CLIENT_ID, client.id().clientId())
                : new Who(Who.Kind.USER, userName);
    }

    private static @Nullable Rule checked(Rule rule) {
        return RuleProblems.find(rule) == null ? rule : null;
    }
}
