package io.ternmq.admin.rights;

import io.ternmq.admin.Undoable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes changes of rules back: text and place of the rule are then as they were, those of other rules as they are now. What has
 * been changed again since then is left alone, so that no right comes back that somebody has taken away meanwhile.
 */
@Component
class RuleUndo implements Undoable {
    private static final String ACTION = "rule.undo";

    private final RuleAdmin rules;
    private final JsonMapper json;

    RuleUndo(RuleAdmin rules, JsonMapper json) {
        this.rules = rules;
        this.json = json;
    }

    @Override
    public Set<String> undoableActions() {
        return Set.of(
                "rule.create",
                "rule.change",
                "rule.enable",
                "rule.disable",
                "rule.delete",
                "rule.move",
                "rules.replace");
    }

    @Override
    public Mono<Void> takeBack(Change change) {
        return Mono.defer(() -> rules.applyUnaudited(edit(change)))
                .onErrorMap(RefusedChangeException.class, RefusedChangeException::asRefused);
    }

    private RuleEdit edit(Change change) {
        if (change.action().equals("rules.replace")) {
            return RuleEdit.putAllBack(ACTION, all(change.before()), all(change.after()));
        }
        PlacedRule before = placed(change.before());
        PlacedRule after = placed(change.after());
        if (after == null) {
            PlacedRule deleted = Objects.requireNonNull(before);
            return RuleEdit.insert(ACTION, deleted.position(), deleted.rule());
        }
        return before == null ? RuleEdit.takeOut(ACTION, after) : RuleEdit.putBack(ACTION, before, after);
    }

    private List<PlacedRule> all(@Nullable JsonNode node) {
        return node == null ? List.of() : Arrays.asList(json.treeToValue(node, PlacedRule[].class));
    }

    private @Nullable PlacedRule placed(@Nullable JsonNode node) {
        return node == null ? null : json.treeToValue(node, PlacedRule.class);
    }
}
