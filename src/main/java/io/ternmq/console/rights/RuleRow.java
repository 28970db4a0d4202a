package io.ternmq.console.rights;

import io.ternmq.admin.rights.RuleEdit;
import io.ternmq.admin.rights.RuleTable;
import org.jspecify.annotations.Nullable;

/**
 * What the buttons of a rule in the list send.
 *
 * @param act which button
 * @param at where the rule was in the list, from 1
 * @param position the field beside the button "move"
 */
record RuleRow(
        @Nullable Long id,
        @Nullable Long version,
        @Nullable String act,
        @Nullable Integer at,
        @Nullable Integer position) {
    /** The change, or null when no button sends this. */
    @Nullable
    RuleEdit edit() {
        if (id == null || act == null) {
            return null;
        }
        return switch (act) {
            case "up" -> RuleEdit.move(id, place(at) - 1);
            case "down" -> RuleEdit.move(id, place(at) + 1);
            case "move" -> RuleEdit.move(id, place(position));
            case "enable" -> RuleEdit.enable(id, true);
            case "disable" -> RuleEdit.enable(id, false);
            case "delete" -> RuleEdit.delete(id);
            default -> null;
        };
    }

    String done() {
        return switch (String.valueOf(act)) {
            case "enable" -> "The rule is enabled.";
            case "disable" -> "The rule is disabled.";
            case "delete" -> "The rule was deleted.";
            default -> "The rule was moved.";
        };
    }

    private static int place(@Nullable Integer position) {
        return position == null ? 1 : position;
    }

    long askedVersion() {
        return version == null ? RuleTable.ANY_VERSION : version;
    }
}
