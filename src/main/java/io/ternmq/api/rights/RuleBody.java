package io.ternmq.api.rights;

import io.ternmq.admin.rights.RuleEdit.Entry;
import io.ternmq.admin.rights.RuleInput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule as a program gives it. What is left out: enabled, allow, for everyone, up to QoS 2.
 *
 * @param position where a new rule goes, from 1; the end when left out
 */
record RuleBody(
        @Nullable Long id,
        @Nullable Integer position,
        @Nullable Boolean enabled,
        @Nullable Boolean allow,
        @Nullable String who,
        @Nullable String value,
        @Nullable List<String> operations,
        @Nullable String target,
        @Nullable String shareName,
        @Nullable Integer maxQos,
        @Nullable String note) {
    private static final int MOST_QOS = 2;

    RuleInput input() {
        return new RuleInput(
                enabled == null || enabled,
                allow == null || allow,
                who == null ? "everyone" : who,
                value == null ? "" : value,
                operations == null ? List.of() : operations,
                target == null ? "" : target,
                shareName,
                maxQos == null ? MOST_QOS : maxQos,
                note == null ? "" : note);
    }

    Entry entry() {
        return new Entry(id == null ? 0 : id, input());
    }
}
