package io.ternmq.access.rules;

import io.ternmq.access.builtin.Operation;
import io.ternmq.access.builtin.Rule;
import io.ternmq.access.builtin.Who;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A rule to be written, for tests; each change makes another. */
public record ARule(
        boolean permits,
        Who who,
        Set<Operation> operations,
        String target,
        @Nullable String share,
        int qos) {
    public static ARule allow(String target, Operation... operations) {
        return new ARule(true, Who.EVERYONE, Set.of(operations), target, null, 2);
    }

    public static ARule deny(String target, Operation... operations) {
        return new ARule(false, Who.EVERYONE, Set.of(operations), target, null, 2);
    }

    public ARule to(Who.Kind kind, String value) {
        return new ARule(permits, new Who(kind, value), operations, target, share, qos);
    }

    public ARule user(String name) {
        return to(Who.Kind.USER, name);
    }

    public ARule shared(String name) {
        return new ARule(permits, who, operations, target, name, qos);
    }

    public ARule upTo(int maxQos) {
        return new ARule(permits, who, operations, target, share, maxQos);
    }

    public Rule rule(long id) {
        return new Rule(id, true, permits, who, operations, target, share, qos, "");
    }

    public Rule rule() {
        return rule(0);
    }
}
